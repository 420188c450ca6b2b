package org.trunkpilot.practice.esl;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everybody who is signed in, to tell them what happens. */
public final class Listeners {
    private final List<EslDialogue> all = new CopyOnWriteArrayList<>();

    void join(EslDialogue dialogue) {
        all.add(dialogue);
    }

    void leave(EslDialogue dialogue) {
        all.remove(dialogue);
    }

    void tell(Event event) {
        all.forEach(dialogue -> dialogue.hear(event));
    }
}
