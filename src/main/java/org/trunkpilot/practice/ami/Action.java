package org.trunkpilot.practice.ami;

import java.util.List;

/**
 * An action that the world answers.
 *
 * @param needs the classes of which an account must be allowed to write one; none for an action that everybody may
 */
record Action(String name, String synopsis, List<EventClass> needs, Does does) {
    /** Carries it out. */
    interface Does {
        void on(AmiDialogue session, Request request, Reply reply);
    }

    boolean allowedTo(Account account) {
        return needs.isEmpty() || needs.stream().anyMatch(account.write()::contains);
    }

    /** As ListCommands shows it. */
    String words() {
        var rights = new StringBuilder();
        needs.forEach(need -> rights.append(need.words()).append(','));
        return synopsis + "  (Priv: " + (needs.isEmpty() ? "<none>" : rights + "all") + ")";
    }
}
