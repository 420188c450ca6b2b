package planted.operator;

import planted.timeline.RowManager;

/** The other half of the cycle. */
public class Door {
    RowManager rows = new RowManager();
}
