package org.trunkpilot.settings;

/** A setting that cannot be used. The message is one line: the key, what is wrong, and what to write instead. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(String key, String problem) {
        super(key + ": " + problem);
    }
}
