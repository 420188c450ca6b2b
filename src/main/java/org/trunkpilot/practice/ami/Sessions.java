package org.trunkpilot.practice.ami;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everybody who is logged in, to tell them what happens. */
public final class Sessions {
    private final List<AmiDialogue> all = new CopyOnWriteArrayList<>();

    void join(AmiDialogue dialogue) {
        all.add(dialogue);
    }

    void leave(AmiDialogue dialogue) {
        all.remove(dialogue);
    }

    void tell(EventClass kind, Message event) {
        all.forEach(session -> session.hear(kind, event));
    }
}
