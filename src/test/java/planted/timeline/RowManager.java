package planted.timeline;

/** A name that says nothing, and half of a cycle. */
public class RowManager {
    Class<?> back = planted.operator.Door.class;
}
