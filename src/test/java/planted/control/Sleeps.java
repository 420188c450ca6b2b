package planted.control;

import java.util.concurrent.TimeUnit;

/** Waits in real time. */
public class Sleeps {
    void byThread() throws InterruptedException {
        Thread.sleep(1);
    }

    void byUnit() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(1);
    }
}
