package org.trunkpilot.operator.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.trunkpilot.operator.Audit;
import org.trunkpilot.operator.SignedIn;

/** Tells the audit of each write by somebody who is signed in, whatever came of it. */
final class AuditFilter extends OncePerRequestFilter {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final Audit audit;

    AuditFilter(Audit audit) {
        this.audit = audit;
    }

    static boolean reads(HttpServletRequest request) {
        return READS.contains(request.getMethod());
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return reads(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        try {
            chain.doFilter(request, response);
        } finally {
            if (known != null && known.getPrincipal() instanceof SignedIn who) {
                String what = request.getMethod() + " " + request.getRequestURI();
                audit.done(
                        who, request.getRemoteAddr(), what, response.getStatus(), request.getAttribute(Audit.change()));
            }
        }
    }
}
