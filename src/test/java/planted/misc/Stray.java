package planted.misc;

/** In a package that the table does not know. */
public class Stray {}
