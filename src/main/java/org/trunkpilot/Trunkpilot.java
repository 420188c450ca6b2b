package org.trunkpilot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class Trunkpilot {

    public static void main(String[] args) {
        SpringApplication.run(Trunkpilot.class, args);
    }
}
