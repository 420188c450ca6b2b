package org.trunkpilot.settings;

/** A setting that cannot be used. The message is one line: the key, what is wrong, and what to write instead. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;

    /** One line: the key, then the problem with its remedy. */
    public SettingsException(String key, String problem) {
        super(key + ": " + problem);
        this.key = key;
        this.problem = problem;
    }

    /** The key that cannot be used. */
    public String key() {
        return key;
    }

    /** What is wrong with it, and what to write instead. */
    public String problem() {
        return problem;
    }
}
