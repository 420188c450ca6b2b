package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxUnavailable;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.TrunkId;

/** Whether the PBX tells of the audio; only a call that is up can show it. */
final class MediaCheck {
    /** Reports come every 5.0 s, and a call's first may come as late as its second. */
    private static final Duration PATIENCE = Duration.ofSeconds(11);

    private final PbxAddress address;
    private final TrunkNames names;
    private final Inquirer pbx;

    MediaCheck(PbxAddress address, Inventory inventory, Inquirer pbx) {
        this.address = address;
        this.names = new TrunkNames(inventory);
        this.pbx = pbx;
    }

    List<Question> questions() {
        return List.of(new Question("RTCP events", this::rtcp));
    }

    private Answer rtcp() throws IOException {
        AmiReply channels = pbx.ask("CoreShowChannels");
        if (!channels.success()) {
            return Answer.fail("CoreShowChannels: " + channels.message(), "in manager.conf: write=reporting");
        }
        Optional<TrunkId> trunk = channels.items().stream()
                .filter(item -> item.get("ChannelStateDesc").equals("Up"))
                .flatMap(item -> names.ofChannel(item.get("Channel")).stream())
                .findFirst();
        if (trunk.isEmpty()) {
            return Answer.skipped(
                    "no call is up on any of the trunks", "make a call that lasts 15 s and run check while it is up");
        }
        long began = System.nanoTime();
        var heard = new CountDownLatch(1);
        AmiClient.Heard hearer = (event, at) -> {
            if (event instanceof AmiCallEvents.Rtcp report
                    && names.ofChannel(report.channel).isPresent()) {
                heard.countDown();
            }
        };
        try (AmiSession session = AmiSession.open(address, "call,reporting", hearer)) {
            session.ask("Ping");
            if (heard.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return Answer.ok(String.format(
                        Locale.ROOT,
                        "a report on trunk %s came after %.1f s",
                        trunk.get(),
                        (System.nanoTime() - began) / 1e9));
            }
            return Answer.fail(
                    "a call is up on " + trunk.get() + " and no RTCP report of it came in " + PATIENCE.toSeconds()
                            + " s",
                    "read=reporting, the event filters RTCPSent and RTCPReceived, and direct_media = no; a call whose far"
                            + " end sends no RTCP shows only RTCPSent");
        } catch (PbxUnavailable e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.skipped("interrupted", "");
        }
    }
}
