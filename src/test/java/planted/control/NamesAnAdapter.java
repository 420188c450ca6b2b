package planted.control;

import planted.pbx.asterisk.WireType;

/** Outside pbx, and names a type of an adapter. */
public class NamesAnAdapter {
    WireType wire = new WireType();
}
