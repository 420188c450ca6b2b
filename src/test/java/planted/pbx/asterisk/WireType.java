package planted.pbx.asterisk;

/** An adapter's own type. */
public class WireType {}
