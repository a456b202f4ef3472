#!/usr/bin/perl
# Logs in to the second server as imapsync does, with the same library and
# the options that concern this.
use strict;
use warnings;

use Getopt::Long;
use IO::Socket::SSL;
use Mail::IMAPClient;

my %o;
my @args;
GetOptions(\%o, 'host1=s', 'user1=s', 'passfile1=s', 'ssl1', 'sslargs1=s@',
    'host2=s', 'port2=i', 'user2=s', 'passfile2=s', 'ssl2', 'tls2',
    'sslargs2=s' => \@args, 'automap') or exit 2;
my @ssl = map { split /=/, $_, 2 } @args;
open my $file, '<', $o{passfile2} or die "passfile2: $!\n";
chomp(my $password = <$file>);
my $imap = Mail::IMAPClient->new(
    Server => $o{host2}, Port => $o{port2}, Timeout => 10,
    $o{ssl2} ? (Ssl => \@ssl) : $o{tls2} ? (Starttls => \@ssl) : (),
) or die "$@\n";
$imap->User($o{user2});
$imap->Password($password);
$imap->login or die $imap->LastError, "\n";
$imap->logout;
