package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One action under way: its response, and the list that may come with it. The two arrive on different threads. */
final class AmiExchange {
    /** A list longer than this is cut: no PBX of ours has as many endpoints or channels. */
    private static final int MOST_ITEMS = 20_000;

    private final CountDownLatch complete = new CountDownLatch(1);
    private final List<AmiItem> items = new ArrayList<>();
    private @Nullable AmiItem response;
    private @Nullable String broken;
    private boolean listed;

    synchronized void respond(AmiItem answer) {
        response = answer;
        finishIfComplete();
    }

    synchronized void list(AmiItem item) {
        if (items.size() < MOST_ITEMS) {
            items.add(item);
        }
    }

    synchronized void endList() {
        listed = true;
        finishIfComplete();
    }

    synchronized void breakOff(String why) {
        broken = why;
        complete.countDown();
    }

    /** @throws IOException when it is not complete in time, or the link broke */
    AmiReply await(String action, Duration patience) throws IOException {
        try {
            if (!complete.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("the PBX did not answer " + action + " within " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the answer to " + action, e);
        }
        synchronized (this) {
            AmiItem answer = response;
            if (answer == null) {
                throw new IOException("the link broke before the answer to " + action + ": " + broken);
            }
            boolean success = answer.name().equals("success") || answer.name().equals("goodbye");
            return new AmiReply(success, answer, items);
        }
    }

    private void finishIfComplete() {
        AmiItem answer = response;
        if (answer != null && (listed || !answer.get("EventList").equalsIgnoreCase("start"))) {
            complete.countDown();
        }
    }
}
