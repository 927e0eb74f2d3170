package io.transom.manager;

import io.transom.node.config.WrongValue;
import io.transom.wire.IpAddress;
import picocli.CommandLine.ITypeConverter;

/** For options that take an address: never a name, so that starting never waits for a resolver. */
final class IpConverter implements ITypeConverter<IpAddress> {
    @Override
    public IpAddress convert(String text) {
        return IpAddress.parse(text)
                .orElseThrow(() -> WrongValue.remedy("Give an IPv4 or IPv6 address, such as 203.0.113.5."));
    }
}
