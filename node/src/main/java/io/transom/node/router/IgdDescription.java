package io.transom.node.router;

import io.transom.wire.IpAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A router's description of itself (UPnP Device Architecture 1.1, section 2.3): which service maps ports.
 *
 * @param type of the service, such as {@code urn:schemas-upnp-org:service:WANIPConnection:1}
 * @param control where it takes orders, on the host that the description came from
 */
record IgdDescription(String type, URI control) {
    /** The best first; the last is for lines that are dialled (PPPoE). All three know AddPortMapping. */
    private static final List<String> TYPES = List.of(
            "urn:schemas-upnp-org:service:WANIPConnection:2",
            "urn:schemas-upnp-org:service:WANIPConnection:1",
            "urn:schemas-upnp-org:service:WANPPPConnection:1");

    /** {@code xml} as it was fetched from {@code location}. */
    static Optional<IgdDescription> read(byte[] xml, URI location) {
        Optional<IpAddress> host = IpAddress.parse(location.getHost());
        Optional<Document> document = Xml.parse(xml);
        if (host.isEmpty() || document.isEmpty()) {
            return Optional.empty();
        }
        Element root = document.get().getDocumentElement();
        // UPnP 1.0 had it; where it names somebody else it isn't followed.
        URI base = SsdpSearch.httpAt(Xml.text(root, "URLBase"), host.get()).orElse(location);
        NodeList services = root.getElementsByTagNameNS("*", "service");
        for (String type : TYPES) {
            for (int i = 0; i < services.getLength(); i++) {
                Element service = (Element) services.item(i);
                if (Xml.text(service, "serviceType").equals(type)) {
                    Optional<URI> control = resolved(base, Xml.text(service, "controlURL"), host.get());
                    if (control.isPresent()) {
                        return Optional.of(new IgdDescription(type, control.get()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<URI> resolved(URI base, String controlUrl, IpAddress host) {
        try {
            return controlUrl.isEmpty()
                    ? Optional.empty()
                    : SsdpSearch.httpAt(base.resolve(controlUrl).toString(), host);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
