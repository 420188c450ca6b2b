package planted.health;

/** Pure to shell. */
public class KnowsControl {
    Class<?> shell = planted.control.NamesAnAdapter.class;
}
