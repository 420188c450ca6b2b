package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxUnavailable;

/**
 * A short visit to an Asterisk: sign in, ask, leave. For what runs once and is told to a person, such as a check.
 *
 * <p>Answers come whole but for secrets ({@link AmiSecrets}); a {@code GetConfig} does carry them, in its lines, so what it
 * brings must not be printed.
 */
final class AmiSession implements AutoCloseable {
    private final AmiClient client;

    private AmiSession(AmiClient client) {
        this.client = client;
    }

    /** Hears nothing but answers. @throws PbxUnavailable when the PBX cannot be reached or does not let us in */
    static AmiSession open(PbxAddress address) throws PbxUnavailable {
        return open(address, "off", (event, at) -> {});
    }

    /**
     * Hears events, too.
     *
     * @param events the classes of events, as in {@code manager.conf}
     * @param heard takes each event, of a class of {@link AmiEvents}, on the library's thread
     * @throws PbxUnavailable when the PBX cannot be reached or does not let us in; the message says what to do
     */
    static AmiSession open(PbxAddress address, String events, AmiClient.Heard heard) throws PbxUnavailable {
        Tuning tuning = Tuning.DEFAULTS;
        AmiClient client = new AmiClient(
                address,
                () -> AmiWire.connect(
                        address,
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        tuning.connectPatience(),
                        Duration.ofMinutes(1)),
                InstantSource.system(),
                new AmiWire.Counters(),
                heard,
                // Whoever asks next is told.
                why -> {});
        try {
            client.signIn(events);
            return new AmiSession(client);
        } catch (AmiClient.Refused e) {
            throw new PbxUnavailable("the PBX refuses the AMI user \"" + address.username() + "\" (" + e.getMessage()
                    + "): check the name and the secret, and that permit= in manager.conf covers this host");
        } catch (IOException e) {
            throw new PbxUnavailable("no AMI at " + address.host() + ":" + address.port() + ": " + e.getMessage()
                    + ". Is enabled=yes and the port right in manager.conf, and does a firewall stand between?");
        }
    }

    /** @throws IOException when there is no answer within 5 s, or no link any more */
    AmiReply ask(String action, Map<String, String> headers) throws IOException {
        return client.ask(new AmiAction(action, headers), Duration.ofSeconds(5));
    }

    /** @throws IOException when there is no answer within 5 s, or no link any more */
    AmiReply ask(String action) throws IOException {
        return ask(action, Map.of());
    }

    @Override
    public void close() {
        client.signOff();
    }
}
