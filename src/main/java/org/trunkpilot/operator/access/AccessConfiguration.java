package org.trunkpilot.operator.access;

import io.github.bucket4j.TimeMeter;
import java.time.InstantSource;
import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.trunkpilot.operator.Audit;
import org.trunkpilot.operator.Tokens;
import org.trunkpilot.operator.Users;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class AccessConfiguration implements WebMvcConfigurer {
    @Override
    public void addViewControllers(ViewControllerRegistry views) {
        views.addViewController("/login").setViewName("forward:/login.html");
    }

    /** An Accept header that cannot be read is taken for none: refusing it would leave no form to refuse it in. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        var header = new HeaderContentNegotiationStrategy();
        negotiation.strategies(List.of(request -> {
            try {
                return header.resolveMediaTypes(request);
            } catch (HttpMediaTypeNotAcceptableException e) {
                return ContentNegotiationStrategy.MEDIA_TYPE_ALL_LIST;
            }
        }));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheServer() {
        return server -> server.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
    }

    @Bean
    ProblemAnswers problemAnswers(JsonMapper json) {
        return new ProblemAnswers(json);
    }

    @Bean
    Doors doors(ProblemAnswers problems) {
        return new Doors(problems, PagePolicy.of("index.html", "login.html"));
    }

    @Bean
    LoginThrottle loginThrottle(InstantSource clock) {
        return new LoginThrottle(clock);
    }

    @Bean
    Pacing pacing(
            ProblemAnswers problems,
            @Value("${trunkpilot.api.reads-per-second:50}") int reads,
            @Value("${trunkpilot.api.writes-per-second:5}") int writes) {
        return new Pacing(problems, reads, writes, TimeMeter.SYSTEM_NANOTIME);
    }

    /** As a bean of the container it would run once more, outside of the doors. */
    @Bean
    FilterRegistrationBean<Pacing> pacingOnlyBehindTheDoors(Pacing pacing) {
        var registration = new FilterRegistrationBean<>(pacing);
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    @Order(1)
    SecurityFilterChain bearerDoor(HttpSecurity http, Doors doors, Tokens tokens, Audit audit, Pacing pacing)
            throws Exception {
        return doors.bearer(http, tokens, audit, pacing);
    }

    @Bean
    @Order(2)
    SecurityFilterChain sessionDoor(HttpSecurity http, Doors doors, Users users, Audit audit, Pacing pacing)
            throws Exception {
        return doors.session(http, users, audit, pacing);
    }

    /** As a bean it is the one way to sign in, and Spring makes up no user of its own. */
    @Bean
    PasswordLogin passwordLogin(Users users, Audit audit, LoginThrottle throttle) {
        return new PasswordLogin(users, audit, throttle);
    }

    /** A URL that the firewall does not let pass is told so in our own words. */
    @Bean
    RequestRejectedHandler rejectedUrls(ProblemAnswers problems) {
        return (request, response, e) -> problems.badRequest(request, response);
    }
}
