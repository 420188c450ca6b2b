package org.trunkpilot.notify;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.pbx.Secret;

/** One way to people, as a site configured it. */
public sealed interface ChannelSettings {
    /** What the site calls it. */
    String name();

    /** Where it leads, as far as everybody may see. */
    String target();

    /**
     * A program that takes POSTs.
     *
     * @param url itself a secret with some receivers: only its host is ever shown
     * @param secret by which the receiver can tell that it was us
     * @param body of the request; empty for the message as a JSON document
     */
    record Webhook(String name, URI url, Optional<Secret> secret, Optional<BodyTemplate> body)
            implements ChannelSettings {
        @Override
        public String target() {
            return url.getHost();
        }

        @Override
        public String toString() {
            return "Webhook[" + name + " to " + target() + "]";
        }
    }

    /** A mail server's customers; the server itself is Spring's {@code spring.mail.*}. */
    record Mail(String name, String from, List<String> to) implements ChannelSettings {
        public Mail {
            to = List.copyOf(to);
        }

        @Override
        public String target() {
            return to.size() == 1 ? to.get(0) : to.get(0) + " and " + (to.size() - 1) + " more";
        }
    }
}
