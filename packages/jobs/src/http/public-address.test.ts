import { expect, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";

test.each([
  "8.8.8.8",
  "1.1.1.1",
  "172.15.255.255",
  "172.32.0.1",
  "100.63.255.255",
  "2606:4700::1111",
  "::ffff:8.8.8.8",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["loopback", ["127.0.0.1", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1"]],
  ["private", ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"]],
  ["link-local", ["169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1"]],
  ["unique-local", ["fc00::1", "fd12:3456::1"]],
  ["shared by a carrier's customers", ["100.64.0.1", "100.127.255.255"]],
  ["of a metadata service", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"]],
  ["mapped or translated", ["::ffff:127.0.0.1", "::ffff:a00:1", "::ffff:168.63.129.16", "64:ff9b::a00:1", "::7f00:1"]],
  ["tunnelled", ["2002:7f00:1::", "2001:0:7f00:1::", "::ffff:0:127.0.0.1"]],
  ["no one's", ["0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "240.0.0.1", "ff02::1", "fec0::1", "4000::1"]],
  ["for documents and measurements", ["192.0.2.1", "198.18.0.1", "203.0.113.1", "2001:db8::1"]],
  ["not an address", ["", "localhost", "127.0.0.1.example.org"]],
])("what is %s is not public", (_kind, addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([]);
});
