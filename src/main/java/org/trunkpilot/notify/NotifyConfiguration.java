package org.trunkpilot.notify;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.notify.Delivery.Patience;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class NotifyConfiguration {

    @Bean
    Announcer announcer(
            ControlRoom control,
            NotifySettings settings,
            ObjectProvider<JavaMailSender> mail,
            JsonMapper json,
            InstantSource clock) {
        return new Announcer(
                control,
                settings,
                settings.channels().stream()
                        .map(channel -> new Delivery(
                                channel, receiver(channel, settings, mail, json, clock), clock, Patience.USUAL))
                        .toList(),
                json,
                clock);
    }

    @Bean
    NotifyMeters notifyMeters(Announcer announcer) {
        return new NotifyMeters(announcer);
    }

    private static Receiver receiver(
            ChannelSettings channel,
            NotifySettings settings,
            ObjectProvider<JavaMailSender> mail,
            JsonMapper json,
            InstantSource clock) {
        if (channel instanceof ChannelSettings.Webhook webhook) {
            return new Webhook(webhook, settings.zone(), json, clock, Webhook.TIME_OUT);
        }
        if (channel instanceof ChannelSettings.Mail mails) {
            return new Mail(mails, settings.zone(), Mail.safe(mail.getObject()));
        }
        throw new IllegalStateException("no way to " + channel);
    }
}
