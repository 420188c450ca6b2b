package org.trunkpilot.dashboard;

import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The addresses of the pages: one document serves them all, and its script shows what the address says (router.js). */
@Configuration(proxyBeanMethods = false)
class Pages implements WebMvcConfigurer {
    private static final List<String> ADDRESSES = List.of(
            "/trunks/{pbx}/{trunk}",
            "/pbxs/{pbx}",
            "/timeline",
            "/decisions/{id}",
            "/report",
            "/backtest",
            "/exercises",
            "/notifications",
            "/access");

    @Override
    public void addViewControllers(ViewControllerRegistry views) {
        ADDRESSES.forEach(address -> views.addViewController(address).setViewName("forward:/index.html"));
    }
}
