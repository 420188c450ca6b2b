package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EslClientTest {
    private final FakeFreeswitch pbx = new FakeFreeswitch(loopback(1));
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void close() {
        pbx.close();
        var unused = loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
    }

    @Test
    void aNameOfSeveralAddressesIsReachedAtTheFirstThatListens() throws Exception {
        EslClient client = at(loopback(2), loopback(3), loopback(1));
        client.signIn(EslEvents.SUBSCRIPTION);

        assertThat(client.ask(EslCommand.api("strepoch"), Duration.ofSeconds(20))
                        .text())
                .matches("\\d{9,12}");
        client.close();
    }

    @Test
    void aNameOfWhichNoAddressListensSaysWhatTheLastOneSaid() {
        assertThatThrownBy(() -> at(loopback(3), loopback(2)).signIn(""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.2");
    }

    private EslClient at(InetAddress... addresses) {
        return new EslClient(
                Site.address("pbx.example.com", pbx.port(), Site.SECRET),
                loops,
                InstantSource.system(),
                Tuning.DEFAULTS,
                new EslWire.Counters(),
                (event, at) -> {},
                why -> {},
                host -> addresses);
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
