package org.trunkpilot.operator.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.trunkpilot.operator.Audit;
import org.trunkpilot.operator.SignedIn;
import org.trunkpilot.operator.Users;

/** Signs users of the page in by their passwords, a few at a time and not too often. */
final class PasswordLogin implements AuthenticationProvider {
    /** Each check costs a quarter of a second of a core that calls may need: no more than these at once. */
    private static final int AT_ONCE = 2;

    private final Users users;
    private final Audit audit;
    private final LoginThrottle throttle;
    private final Semaphore checks = new Semaphore(AT_ONCE);

    PasswordLogin(Users users, Audit audit, LoginThrottle throttle) {
        this.users = users;
        this.audit = audit;
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
        Optional<SignedIn> who = users.signIn(attempt.getName(), String.valueOf(attempt.getCredentials()));
        audit.signIn(
                attempt.getName(),
                who.map(SignedIn::role),
                address,
                (who.isPresent() ? HttpStatus.NO_CONTENT : HttpStatus.UNAUTHORIZED).value());
        if (who.isEmpty()) {
            throttle.failed(address);
            throw new BadCredentialsException("wrong name or password");
        }
        throttle.succeeded(address);
        return UsernamePasswordAuthenticationToken.authenticated(
                who.get(), null, who.get().role().authorities());
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
