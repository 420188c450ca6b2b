package org.trunkpilot.operator.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.trunkpilot.operator.Users;

/** The last words of a start: where the page is, and how to get in. */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SignInNotice {
    private static final Logger LOG = LoggerFactory.getLogger(SignInNotice.class);

    private final Users users;
    private final Environment environment;

    SignInNotice(Users users, Environment environment) {
        this.users = users;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void say() {
        String host = environment.getProperty("server.address", "127.0.0.1");
        String port = environment.getProperty("local.server.port", environment.getProperty("server.port", "8090"));
        boolean tls = environment.containsProperty("server.ssl.bundle")
                || environment.containsProperty("server.ssl.key-store")
                || environment.containsProperty("server.ssl.certificate");
        String address =
                (tls ? "https://" : "http://") + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port + "/";
        users.takeMadeUp()
                .ifPresentOrElse(
                        made -> LOG.info(
                                "Trunkpilot is at {} - sign in as {} with the password {} (made up at this first start and"
                                        + " shown this once; TRUNKPILOT_ADMIN_PASSWORD sets another)",
                                address,
                                Users.ADMIN,
                                made),
                        () -> LOG.info("Trunkpilot is at {} - sign in as {}", address, Users.ADMIN));
    }
}
