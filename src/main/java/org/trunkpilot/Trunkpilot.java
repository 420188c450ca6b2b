package org.trunkpilot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.trunkpilot.console.Console;
import org.trunkpilot.settings.Settings;
import org.trunkpilot.settings.SettingsException;

/** Starts the service, or runs one command of the command line. */
@SpringBootApplication
public class Trunkpilot {

    public static void main(String[] args) {
        if (Console.wants(args)) {
            System.exit(Console.run(args, System.out, System.err));
        }
        try {
            // Read once before Spring starts: a wrong setting is one line, not a page of beans that could not be made.
            Settings.load(args);
        } catch (SettingsException e) {
            System.err.println("trunkpilot: " + e.getMessage());
            System.exit(2);
        }
        SpringApplication.run(Trunkpilot.class, args);
    }
}
