package org.trunkpilot.operator.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.trunkpilot.operator.SignedIn;
import org.trunkpilot.operator.Tokens;

/** Lets in who shows a good token. Keeps nothing between requests. */
final class BearerFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(BearerFilter.class);

    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;
    private final ProblemAnswers problems;
    private final RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    BearerFilter(Tokens tokens, ProblemAnswers problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    /** Whether this request is for this filter: other schemes may be meant for a proxy before us. */
    static boolean isBearer(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String token = request.getHeader(HttpHeaders.AUTHORIZATION)
                .substring(SCHEME.length())
                .strip();
        Optional<SignedIn> who;
        try {
            who = tokens.signIn(token);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("token database=away because=\"{}\"", e.getMessage());
            problems.unavailable(
                    request,
                    response,
                    "The database does not answer, so this token cannot be looked up now. The configured admin token,"
                            + " tokens made on the command line and sessions of the page work all the same.");
            return;
        }
        if (who.isEmpty()) {
            problems.badToken(request, response);
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                who.get(), null, who.get().role().authorities()));
        SecurityContextHolder.setContext(context);
        // The end of an event stream is another dispatch of the same request, and must find it here.
        contexts.saveContext(context, request, response);
        chain.doFilter(request, response);
    }
}
