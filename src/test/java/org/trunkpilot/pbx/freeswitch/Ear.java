package org.trunkpilot.pbx.freeswitch;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.trunkpilot.pbx.FakeClock;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Trunk;

/** Plays recordings through the code that reads live sockets: guard, decoder, wire, translator. */
final class Ear {
    private static final String POLL = "api sofia xmlstatus gateway ";

    private final FakeClock clock = new FakeClock();
    private final List<PbxSignal> signals = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    final EslWire.Counters counters = new EslWire.Counters();
    final EslTranslator translator = new EslTranslator(Site.INVENTORY, Site.KEY, signals::add, (trunk, at) -> {});
    private EslWire wire = wire();

    private EslWire wire() {
        return new EslWire(clock, Tuning.DEFAULTS, counters, translator::take, ends::add);
    }

    /** The link was lost, and there is another. */
    void reconnect() {
        translator.linkLost();
        wire = wire();
    }

    List<PbxSignal> hear(Recording recording) {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel fresh) {
                wire.join(fresh.pipeline());
            }
        });
        for (Recording.Chunk chunk : recording.chunks()) {
            clock.setMillis(chunk.millis());
            chunk.answers().ifPresent(command -> expect(command, channel));
            if (channel.isActive()) {
                channel.writeInbound(Unpooled.copiedBuffer(chunk.bytes()));
            }
        }
        channel.finishAndReleaseAll();
        channel.runPendingTasks();
        List<PbxSignal> heard = List.copyOf(signals);
        signals.clear();
        return heard;
    }

    /** What was not made a signal of: what could not be true, and events about channels that are none of ours; and how it ended. */
    String counts() {
        return "unread " + (counters.unread.get() + translator.unread()) + ", ignored " + translator.ignored();
    }

    /** Why the connection ended; told once. */
    String end() {
        if (ends.size() != 1) {
            throw new AssertionError("ended " + ends.size() + " times: " + ends);
        }
        return ends.get(0);
    }

    /** The lab asked, as we would have; what a poll brings is taken in as ours is. */
    private void expect(String command, EmbeddedChannel channel) {
        var unused = wire.send(new EslCommand(command)).whenComplete((answer, failure) -> {
            if (answer != null && command.startsWith(POLL)) {
                polled(command.substring(POLL.length()), answer);
            }
        });
        channel.runPendingTasks();
    }

    private void polled(String gateway, EslAnswer answer) {
        Site.INVENTORY.byEndpoint(gateway).map(Trunk::id).ifPresent(trunk -> {
            if (answer.text().startsWith(GatewayStatus.INVALID)) {
                translator.missing(trunk, clock.instant());
                return;
            }
            try {
                GatewayStatus.parse(answer.text()).forEach(status -> translator.polled(trunk, status, clock.instant()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
