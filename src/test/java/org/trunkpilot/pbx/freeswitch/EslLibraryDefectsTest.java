package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What was seen of the client of {@code freeswitch-esl}, whose codec we use, and must not be seen of ours. Its other defects are
 * rules of {@code FreeswitchConnectionTest}: the wrong password, names as host, commands that are pending when a link is lost, slow
 * listeners, line breaks in arguments, unknown headers, a {@code %} that decodes to nothing.
 */
@Timeout(60)
class EslLibraryDefectsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeFreeswitch pbx = new FakeFreeswitch();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicReference<EslWire.Heard> then = new AtomicReference<>((event, at) -> {});

    private final EslClient client = new EslClient(
            Site.address(pbx.port()),
            loops,
            InstantSource.system(),
            Tuning.DEFAULTS,
            new EslWire.Counters(),
            (event, at) -> {
                heard.add(String.valueOf(event.getEventHeaders().get("Number")));
                then.get().heard(event, at);
            },
            why -> {});

    @AfterEach
    void close() {
        client.close();
        pbx.close();
        var unused = loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
    }

    /** Its default executor hands events to many threads. */
    @Test
    void eventsAreHeardInTheOrderInWhichTheyCame() throws Exception {
        client.signIn(EslEvents.SUBSCRIPTION);
        List<String> numbers =
                IntStream.range(0, 2_000).mapToObj(String::valueOf).toList();
        numbers.forEach(number -> pbx.event("Event-Name: RELOADXML", "Number: " + number));
        await().atMost(SOON).until(() -> heard.size() == numbers.size());

        assertThat(heard).isEqualTo(numbers);
    }

    /** Its synchronous call waits, within a listener, for an answer that only the listener's thread could read. */
    @Test
    void whoeverHearsAnEventCannotWaitForAnAnswer() throws Exception {
        client.signIn(EslEvents.SUBSCRIPTION);
        var refused = new AtomicReference<Throwable>();
        then.set((event, at) -> {
            try {
                client.ask(EslCommand.api("strepoch"), SOON);
            } catch (IOException | RuntimeException e) {
                refused.set(e);
            }
        });
        pbx.event("Event-Name: RELOADXML", "Number: 1");
        await().atMost(SOON).until(() -> refused.get() != null);

        assertThat(refused.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("whoever reads");
        assertThat(client.ask(EslCommand.api("strepoch"), SOON).text()).matches("\\d{9,12}");
    }

    /** Its variant with a time-out leaves a thread of a pool behind each time, until none is left to read. */
    @Test
    void aQuestionThatNobodyWaitedForToTheEndLeavesNoThreadBehind() throws Exception {
        client.signIn(EslEvents.SUBSCRIPTION);
        assertThat(client.ask(EslCommand.api("strepoch"), SOON).isEmpty()).isFalse();
        int before = Thread.getAllStackTraces().size();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> client.ask(EslCommand.api("strepoch"), Duration.ofNanos(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer");
        }

        assertThat(Thread.getAllStackTraces().size()).isLessThan(before + 20);
        assertThat(client.ask(EslCommand.api("strepoch"), SOON).text()).matches("\\d{9,12}");
    }
}
