package org.trunkpilot.operator.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Makes guessing a password slow: after {@link #FREE} failures in a row from one address the next attempt waits 30 s, then
 * twice as long with each failure, up to 15 min. An IPv6 address counts as its /64, which is what one person gets.
 */
final class LoginThrottle {
    static final int FREE = 5;

    static final Duration FIRST_WAIT = Duration.ofSeconds(30);

    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final int MOST_ADDRESSES = 10_000;

    private record Failures(int count, Instant last) {}

    private final Cache<String, Failures> failures =
            Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).build();

    private final InstantSource clock;

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** How long an address has yet to wait; empty when it may try now. */
    Optional<Duration> wait(String address) {
        Failures failed = failures.getIfPresent(network(address));
        if (failed == null || failed.count() < FREE) {
            return Optional.empty();
        }
        Duration left = Duration.between(clock.instant(), failed.last().plus(penalty(failed.count())));
        return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
    }

    void failed(String address) {
        Instant now = clock.instant();
        failures.asMap().compute(network(address), (key, before) -> {
            // Whoever has been away for longer than any wait starts afresh.
            boolean forgotten = before == null
                    || now.isAfter(before.last().plus(LONGEST_WAIT).plus(LONGEST_WAIT));
            return new Failures(forgotten ? 1 : before.count() + 1, now);
        });
    }

    void succeeded(String address) {
        failures.invalidate(network(address));
    }

    private static Duration penalty(int count) {
        // 2^5 of the first wait is over the longest already; a larger shift would only overflow.
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(5, count - FREE));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : address;
        } catch (UnknownHostException e) {
            // Not an address but a name a proxy made up: it stands for itself.
            return address;
        }
    }
}
