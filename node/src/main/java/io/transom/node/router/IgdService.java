package io.transom.node.router;

import io.transom.wire.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Document;

/** A router's WANIPConnection or WANPPPConnection service (UPnP Forum, WANIPConnection:1 section 2.4), over SOAP. */
final class IgdService {
    /** WANIPConnection:1, table 2-20. */
    static final int CONFLICT = 718;

    static final int ONLY_PERMANENT = 725;

    private final SmallHttp http;
    private final IgdDescription description;

    IgdService(SmallHttp http, IgdDescription description) {
        this.http = http;
        this.description = description;
    }

    /** What the router said: {@code error} is 0 where it did as told, else UPnP's number of the reason. */
    record Said(int error, Optional<Document> body) {
        boolean yes() {
            return error == 0;
        }
    }

    Optional<IpAddress> externalAddress() throws IOException {
        return externalAddress(say("GetExternalIPAddress", Map.of()));
    }

    static Optional<IpAddress> externalAddress(Said said) {
        return said.body()
                .flatMap(body -> IpAddress.parse(Xml.text(body.getDocumentElement(), "NewExternalIPAddress")))
                .filter(ip -> !ip.isUnspecified());
    }

    /** {@code lease} of zero is for good. */
    Said add(int externalPort, IpAddress client, int internalPort, Duration lease) throws IOException {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("NewRemoteHost", "");
        arguments.put("NewExternalPort", Integer.toString(externalPort));
        arguments.put("NewProtocol", "UDP");
        arguments.put("NewInternalPort", Integer.toString(internalPort));
        arguments.put("NewInternalClient", client.toString());
        arguments.put("NewEnabled", "1");
        arguments.put("NewPortMappingDescription", "Transom");
        arguments.put("NewLeaseDuration", Long.toString(lease.toSeconds()));
        return say("AddPortMapping", arguments);
    }

    Said delete(int externalPort) throws IOException {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("NewRemoteHost", "");
        arguments.put("NewExternalPort", Integer.toString(externalPort));
        arguments.put("NewProtocol", "UDP");
        return say("DeletePortMapping", arguments);
    }

    private Said say(String action, Map<String, String> arguments) throws IOException {
        StringBuilder inner = new StringBuilder();
        // Numbers, addresses and one fixed word: nothing that would have to be escaped.
        arguments.forEach((name, value) -> inner.append("<%s>%s</%s>".formatted(name, value, name)));
        String envelope = """
                <?xml version="1.0"?>
                <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" \
                s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>\
                <u:%s xmlns:u="%s">%s</u:%s></s:Body></s:Envelope>
                """.formatted(action, description.type(), inner, action);
        return read(http.post(
                description.control(),
                "\"" + description.type() + "#" + action + "\"",
                envelope.getBytes(StandardCharsets.UTF_8)));
    }

    /** What the router has answered: foreign octets. */
    static Said read(SmallHttp.Answer answer) {
        Optional<Document> body = Xml.parse(answer.body());
        if (answer.status() == 200 && body.isPresent()) {
            return new Said(0, body);
        }
        return new Said(body.map(IgdService::errorCode).orElse(answer.status()), Optional.empty());
    }

    private static int errorCode(Document fault) {
        String digits = Xml.text(fault.getDocumentElement(), "errorCode");
        return digits.matches("[0-9]{1,4}") ? Math.max(1, Integer.parseInt(digits)) : 501;
    }
}
