package org.trunkpilot.settings;

/** A setting that cannot be used. The message is one line: the key, what is wrong, and what to write instead. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One line: the key, then the problem with its remedy. */
    public SettingsException(String key, String problem) {
        super(key + ": " + problem);
    }
}
