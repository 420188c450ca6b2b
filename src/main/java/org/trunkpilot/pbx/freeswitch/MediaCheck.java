package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxUnavailable;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.trunk.Inventory;

/** Whether the PBX tells of the audio; only a call that is up can show it. */
final class MediaCheck {
    /** Reports come every 5 s, and a call's first may come as late as its second. */
    private static final Duration PATIENCE = Duration.ofSeconds(11);

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** One row of the list of channels. */
    private static final Pattern CHANNEL = Pattern.compile("\\{[^{}]*\\}");

    /** One may end while we listen. */
    private static final int ENOUGH = 5;

    /** Among so many channels one on a trunk is found, or there is none. */
    private static final int MOST_ASKED = 50;

    private final PbxAddress address;
    private final TrunkNames names;
    private final Asker pbx;

    MediaCheck(PbxAddress address, Inventory inventory, Asker pbx) {
        this.address = address;
        this.names = new TrunkNames(inventory);
        this.pbx = pbx;
    }

    List<Question> questions() {
        return List.of(new Question("RTCP events", this::rtcp));
    }

    private Answer rtcp() throws IOException {
        Set<String> legs = legs();
        if (legs.isEmpty()) {
            return Answer.skipped(
                    "no call is up on any of the trunks", "make a call that lasts 15 s and run check while it is up");
        }
        long began = System.nanoTime();
        var ours = new CountDownLatch(1);
        var theirs = new CountDownLatch(1);
        EslWire.Heard hearer = (event, at) -> {
            if (legs.contains(String.valueOf(event.getEventHeaders().get("Unique-ID")))) {
                (String.valueOf(event.getEventName()).startsWith("SEND") ? ours : theirs).countDown();
            }
        };
        try (EslSession session = EslSession.open(address, "SEND_RTCP_MESSAGE RECV_RTCP_MESSAGE", hearer)) {
            session.api("strepoch");
            boolean sent = ours.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            boolean received = theirs.await(sent ? 1_000 : 0, TimeUnit.MILLISECONDS);
            String seconds = String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - began) / 1e9);
            if (sent && received) {
                return Answer.ok("reports of both directions came within " + seconds);
            }
            if (sent) {
                return Answer.ok("our own reports come; the far end sends none, which many carriers do not");
            }
            return Answer.fail(
                    "a call is up on a trunk and " + (received ? "only the far end's reports came" : "no report came")
                            + " in " + PATIENCE.toSeconds() + " s",
                    "send the call through the steering dialplan, or set fire_rtcp_events=true and"
                            + " rtcp_audio_interval_msec=5000 on the leg");
        } catch (PbxUnavailable e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.skipped("interrupted", "");
        }
    }

    /** Answered legs on trunks: one that rings has no audio to tell of. */
    private Set<String> legs() throws IOException {
        Set<String> legs = ConcurrentHashMap.newKeySet();
        Matcher channels = CHANNEL.matcher(pbx.api("show channels as json").text());
        int asked = 0;
        while (channels.find() && asked < MOST_ASKED && legs.size() < ENOUGH) {
            Matcher uuid = UUID.matcher(channels.group());
            if (channels.group().contains("\"callstate\":\"ACTIVE\"") && uuid.find()) {
                asked++;
                String gateway = pbx.api("uuid_getvar " + uuid.group() + " sip_gateway_name")
                        .value();
                if (names.ofGateway(gateway).isPresent()) {
                    legs.add(uuid.group());
                }
            }
        }
        return legs;
    }
}
