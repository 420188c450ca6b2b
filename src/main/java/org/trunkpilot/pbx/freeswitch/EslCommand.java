package org.trunkpilot.pbx.freeswitch;

/**
 * One command for the Event Socket.
 *
 * <p>The socket runs whatever stands on a line of its own, so a CR or LF in an argument would be a second command, and any ESL
 * login may run a shell. No text with a control character gets as far as an instance of this class.
 *
 * @param text as it goes out, without the blank line behind it
 */
record EslCommand(String text) {
    /** Far beyond every command of ours; FreeSWITCH itself reads headers of up to 8 KB. */
    static final int LONGEST = 2_000;

    /** @throws IllegalArgumentException when the text has a control character or is too long */
    EslCommand {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029)) {
            throw new IllegalArgumentException(
                    "a control character in an ESL command: refused, because it could smuggle in a second command");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "an ESL command of " + text.length() + " characters: at most " + LONGEST);
        }
    }

    static EslCommand api(String text) {
        return new EslCommand("api " + text);
    }

    /** Says no more than the verb: what follows may be a secret. */
    @Override
    public String toString() {
        int verb = text.indexOf(' ');
        if (!text.startsWith("api ")) {
            return verb < 0 ? text : text.substring(0, verb);
        }
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
