package org.trunkpilot.pbx.freeswitch;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxUnavailable;

/** A short visit to a FreeSWITCH: sign in, ask, leave. For what runs once and is told to a person, such as a check. */
final class EslSession implements Asker, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EventLoopGroup loops;
    private final EslClient client;

    private EslSession(EventLoopGroup loops, EslClient client) {
        this.loops = loops;
        this.client = client;
    }

    /** Hears nothing but answers. @throws PbxUnavailable when the PBX cannot be reached or does not let us in */
    static EslSession open(PbxAddress address) throws PbxUnavailable {
        return open(address, "", (event, at) -> {});
    }

    /**
     * Hears events, too.
     *
     * @param heard takes each event on Netty's thread; must not wait
     * @throws PbxUnavailable when the PBX cannot be reached or does not let us in; the message says what to do
     */
    static EslSession open(PbxAddress address, String events, EslWire.Heard heard) throws PbxUnavailable {
        EventLoopGroup loops = FreeswitchConnection.oneLoop("esl-visit");
        EslClient client = new EslClient(
                address,
                loops,
                InstantSource.system(),
                Tuning.DEFAULTS,
                new EslWire.Counters(),
                heard,
                // Whoever asks next is told.
                why -> {});
        EslSession session = new EslSession(loops, client);
        try {
            client.signIn(events);
            return session;
        } catch (EslClient.Refused e) {
            session.close();
            throw new PbxUnavailable(
                    e.getMessage()
                            + ": check the password here and in event_socket.conf.xml, and that its apply-inbound-acl lets this host in");
        } catch (IOException e) {
            session.close();
            throw new PbxUnavailable("no Event Socket at " + address.host() + ":" + address.port() + ": "
                    + e.getMessage()
                    + ". Is mod_event_socket loaded, does listen-ip in event_socket.conf.xml take in this address, and does a"
                    + " firewall stand between?");
        }
    }

    /** @throws IOException when there is no answer within 5 s, or no link any more */
    @Override
    public EslAnswer ask(EslCommand command) throws IOException {
        return client.ask(command, PATIENCE);
    }

    @Override
    public void close() {
        client.close();
        var unused = loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
    }
}
