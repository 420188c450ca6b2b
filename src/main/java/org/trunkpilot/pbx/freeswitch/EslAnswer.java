package org.trunkpilot.pbx.freeswitch;

/**
 * What the PBX answered to one command.
 *
 * @param text the reply line of a command, or the whole output of an {@code api}, without white space around it
 */
record EslAnswer(String text) {
    /** What the socket says for an {@code api} that printed nothing, such as the look-up of a key that is not there. */
    private static final String NOTHING = "-ERR no reply";

    EslAnswer {
        text = text.strip();
    }

    boolean isEmpty() {
        return text.isEmpty() || text.equals(NOTHING);
    }

    /** Whether it is a refusal; an empty answer is none. */
    boolean failed() {
        return !isEmpty() && (text.startsWith("-ERR") || text.startsWith("-USAGE"));
    }

    boolean ok() {
        return text.startsWith("+OK");
    }

    /** The output, and nothing where there was none. */
    String value() {
        return isEmpty() ? "" : text;
    }

    /** For a sentence: one line of 120 characters at most. */
    String words() {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 120 ? line : line.substring(0, 120) + "…";
    }
}
