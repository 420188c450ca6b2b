package org.trunkpilot.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What somebody may do. Each role may do what those before it may. */
public enum Role {
    /** Reads everything but tokens. */
    VIEWER,
    /** Gives and ends orders, gives a frozen route back. */
    OPERATOR,
    /** Switches between acting and watching, gives out tokens, tests who is told. */
    ADMIN;

    /** One authority for this role and each that it includes. */
    public List<GrantedAuthority> authorities() {
        return Arrays.stream(values())
                .filter(role -> role.compareTo(this) <= 0)
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
    }

    /** The role by its name in any case. @throws IllegalArgumentException naming the roles there are */
    public static Role named(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("role \"" + name + "\" must be one of viewer, operator, admin"));
    }
}
