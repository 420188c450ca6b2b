package org.trunkpilot.operator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.trunkpilot.operator.Role;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web;

/** Every address the service answers, by every role and by nobody. A new one fails here until somebody says whom it is for. */
class RolesTest extends OnTheWeb {
    /** Method, path, and the least role; {@code -} is for anybody. */
    private static final String TABLE = """
            GET    /api/v1/site                              VIEWER
            GET    /api/v1/pbxs                              VIEWER
            GET    /api/v1/pbxs/{pbx}                        VIEWER
            GET    /api/v1/pbxs/{pbx}/mode                   VIEWER
            GET    /api/v1/trunks                            VIEWER
            GET    /api/v1/trunks/{pbx}/{trunk}              VIEWER
            GET    /api/v1/trunks/{pbx}/{trunk}/history      VIEWER
            GET    /api/v1/trunks/{pbx}/{trunk}/calls        VIEWER
            GET    /api/v1/routes                            VIEWER
            GET    /api/v1/decisions                         VIEWER
            GET    /api/v1/decisions/{id}                    VIEWER
            GET    /api/v1/timeline                          VIEWER
            GET    /api/v1/timeline/export                   VIEWER
            GET    /api/v1/reports/provider                  VIEWER
            GET    /api/v1/reports/provider/calls            VIEWER
            GET    /api/v1/events                            VIEWER
            GET    /api/v1/overrides                         VIEWER
            GET    /api/v1/overrides/{id}                    VIEWER
            POST   /api/v1/overrides                         OPERATOR
            DELETE /api/v1/overrides/{id}                    OPERATOR
            POST   /api/v1/pbxs/{pbx}/routes/{route}/unfreeze OPERATOR
            POST   /api/v1/backtests                         OPERATOR
            GET    /api/v1/backtests                         VIEWER
            GET    /api/v1/backtests/profiles                VIEWER
            GET    /api/v1/backtests/{id}                    VIEWER
            GET    /api/v1/pbxs/{pbx}/check                  VIEWER
            POST   /api/v1/pbxs/{pbx}/check                  OPERATOR
            GET    /api/v1/pbxs/{pbx}/setup                  ADMIN
            GET    /api/v1/notifications                     VIEWER
            POST   /api/v1/notifications/channels/{name}/test ADMIN
            GET    /api/v1/practice/exercises                VIEWER
            GET    /api/v1/practice/runs                     VIEWER
            POST   /api/v1/practice/runs                     OPERATOR
            DELETE /api/v1/practice/runs/current             OPERATOR
            POST   /api/v1/pbxs/{pbx}/mode                   ADMIN
            GET    /api/v1/tokens                            ADMIN
            POST   /api/v1/tokens                            ADMIN
            DELETE /api/v1/tokens/{id}                       ADMIN
            GET    /api/v1/users                             ADMIN
            POST   /api/v1/users                             ADMIN
            PATCH  /api/v1/users/{name}                      ADMIN
            POST   /api/v1/users/{name}/password             ADMIN
            DELETE /api/v1/users/{name}                      ADMIN
            GET    /api/v1/audit                             ADMIN
            POST   /api/v1/password                          VIEWER
            GET    /v3/api-docs                              VIEWER
            GET    /v3/api-docs.yaml                         ADMIN
            GET    /actuator                                 ADMIN
            GET    /actuator/prometheus                      VIEWER
            GET    /actuator/health                          -
            GET    /actuator/health/**                       VIEWER
            GET    /error                                    VIEWER
            """;

    /** Not mapped to a method of ours, but served: pages and what they load. */
    private static final String PAGES = """
            GET    /                                         VIEWER
            GET    /index.html                               VIEWER
            GET    /webjars/uplot/dist/uPlot.min.css         VIEWER
            GET    /js/app.js                                VIEWER
            GET    /pages.css                                VIEWER
            GET    /trunks/hq/prov-a                         VIEWER
            GET    /timeline                                 VIEWER
            GET    /backtest                                 VIEWER
            GET    /exercises                                VIEWER
            GET    /pbxs/hq                                  VIEWER
            GET    /access                                   VIEWER
            GET    /decisions/4711                           VIEWER
            GET    /report                                   VIEWER
            GET    /notifications                            VIEWER
            GET    /actuator/health/pbx                      VIEWER
            GET    /actuator/health/liveness                 -
            GET    /actuator/health/readiness                -
            GET    /login                                    -
            GET    /login.html                               -
            GET    /js/login.js                              -
            GET    /trunkpilot.css                           -
            GET    /favicon.svg                              -
            GET    /nowhere                                  VIEWER
            PUT    /api/v1/overrides                         ADMIN
            PATCH  /nowhere                                  ADMIN
            """;

    @Autowired
    private ApplicationContext context;

    private record Line(String method, String path, Optional<Role> least) {
        static Stream<Line> of(String table) {
            return table.lines()
                    .map(line -> line.split("\\s+", -1))
                    .map(cell -> new Line(
                            cell[0],
                            cell[1],
                            cell[2].equals("-") ? Optional.empty() : Optional.of(Role.valueOf(cell[2]))));
        }

        String key() {
            return method + " " + path;
        }

        String example() {
            return path.replace("{pbx}", "hq")
                    .replace("{trunk}", "prov-a")
                    .replace("{route}", "default")
                    .replace("{name}", "duty")
                    .replace("{id}", "4711")
                    .replace("/**", "/db");
        }

        boolean allows(Optional<Role> role) {
            return least.isEmpty() || (role.isPresent() && role.get().compareTo(least.get()) >= 0);
        }
    }

    @Test
    void everyMappedAddressIsInTheTable() {
        Set<String> mapped = new TreeSet<>();
        context.getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .forEach(mapping -> mapping.getHandlerMethods().keySet().forEach(info -> mapped.addAll(keys(info))));

        assertThat(mapped)
                .containsExactlyInAnyOrderElementsOf(
                        Line.of(TABLE).map(Line::key).toList());
    }

    @Test
    void everyAddressIsOpenToItsRolesAndShutToAllOthers() throws IOException {
        Map<Role, Web> callers = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            callers.put(role, bearer(token("role-" + role, role)));
        }
        Map<String, String> wrong = new TreeMap<>();
        for (Line line : Stream.concat(Line.of(TABLE), Line.of(PAGES)).toList()) {
            judge(line, Optional.empty(), nobody(), wrong);
            for (Role role : Role.values()) {
                judge(line, Optional.of(role), callers.get(role), wrong);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static void judge(Line line, Optional<Role> role, Web caller, Map<String, String> wrong)
            throws IOException {
        int status;
        if (line.method().equals("GET")) {
            // Some of these flow on: only their heads are looked at.
            HttpResponse<InputStream> response = caller.open(line.example());
            status = response.statusCode();
            response.body().close();
        } else {
            status = caller.with("Content-Type", "application/json")
                    .send(line.method(), line.example(), "{}")
                    .status();
        }
        boolean refused = status == 401 || status == 403;
        int want = role.isEmpty() ? 401 : 403;
        if (line.allows(role) ? refused || status >= 500 : status != want) {
            wrong.put(line.key() + " by " + role.map(Role::name).orElse("nobody"), Integer.toString(status));
        }
    }

    private static List<String> keys(RequestMappingInfo info) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        Stream<String> names =
                methods.isEmpty() ? Stream.of("GET") : methods.stream().map(RequestMethod::name);
        return names.flatMap(method -> info.getPatternValues().stream().map(path -> method + " " + path))
                .toList();
    }
}
