package org.trunkpilot.operator.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.SignedIn;

/** Signs the page's user in by the password, a few at a time and not too often. */
final class AdminLogin implements AuthenticationProvider {
    private static final Logger LOG = LoggerFactory.getLogger(AdminLogin.class);

    /** Each check costs a quarter of a second of a core that calls may need: no more than these at once. */
    private static final int AT_ONCE = 2;

    private final AdminPassword password;
    private final LoginThrottle throttle;
    private final Semaphore checks = new Semaphore(AT_ONCE);

    AdminLogin(AdminPassword password, LoginThrottle throttle) {
        this.password = password;
        this.throttle = throttle;
    }

    /** The attempt was not even looked at. */
    static final class TooManyAttempts extends AuthenticationException {
        private static final long serialVersionUID = 1L;

        private final transient Duration wait;

        TooManyAttempts(Duration wait) {
            super("too many attempts");
            this.wait = wait;
        }

        Duration remaining() {
            return wait;
        }
    }

    /** The attempt was not looked at, because others just are: nothing was wrong with it. */
    static final class Busy extends AuthenticationException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("busy");
        }
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String address = attempt.getDetails() instanceof WebAuthenticationDetails details
                ? String.valueOf(details.getRemoteAddress())
                : "unknown";
        if (!checks.tryAcquire()) {
            throw new Busy();
        }
        try {
            return checked(attempt, address);
        } finally {
            checks.release();
        }
    }

    private Authentication checked(Authentication attempt, String address) {
        Optional<Duration> wait = throttle.wait(address);
        if (wait.isPresent()) {
            throw new TooManyAttempts(wait.get());
        }
        // The password is checked for a wrong name too: the time taken must not tell names from each other.
        boolean right = password.matches(String.valueOf(attempt.getCredentials()));
        if (!right || !AdminPassword.USER.equals(attempt.getName())) {
            throttle.failed(address);
            LOG.warn("login refused from={}", address);
            throw new BadCredentialsException("wrong name or password");
        }
        throttle.succeeded(address);
        LOG.info("login user={} from={}", AdminPassword.USER, address);
        var who = new SignedIn(AdminPassword.USER, Role.ADMIN, "");
        return UsernamePasswordAuthenticationToken.authenticated(
                who, null, who.role().authorities());
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
