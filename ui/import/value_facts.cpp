#include "ui/import/value_facts.h"

#include "ui/widgets/busy_bar.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

QString valueWords(const char* words) { return QCoreApplication::translate("zscape::ValuesDrawer", words); }

/// Bytes of which nothing is changed.
bool areAsTheyAre(const ImportReport::Values& values) {
    return values.bytes && values.black == values.fullBlack && values.white == values.fullWhite;
}

/// Full where each channel has all that its type holds: as the set is where nothing is chosen.
ValueRange rangeOfEnds(const ImportReport::Values& values, const std::vector<ValueRange::Ends>& ends) {
    const bool full = std::all_of(ends.begin(), ends.end(), [&](const ValueRange::Ends& own) {
        return own.black == values.fullBlack && own.white == values.fullWhite;
    });
    return full ? ValueRange{ValueRange::Kind::Full} : rangeOfChannels(ends);
}

}  // namespace

const ImportReport::Values& valuesOf(const ImportReport::Values& values, int channel) {
    return channel < 0 ? values : values.channels.at(static_cast<size_t>(channel));
}

QString channelName(int channel) { return channel < 0 ? valueWords("All") : valueWords("Channel %1").arg(channel + 1); }

bool areWhole(const ImportReport::Values& values) {
    const auto whole = [](double value) { return value == std::floor(value); };
    return values.bytes || (values.fullWhite > 1 && whole(values.least) && whole(values.greatest));
}

QString valueText(const ImportReport::Values& values, double value) {
    return areWhole(values) ? number(static_cast<qint64>(std::llround(value))) : QLocale().toString(value, 'g', 4);
}

QString valuesHead(const ImportReport::Values& values) {
    const auto shown = [&values](double value) { return valueText(values, value); };
    if (values.byFile) return valueWords("Black and white of each picture by itself");
    if (values.mixed) return valueWords("Black and white as each file has them");
    if (haveOwnRanges(values)) return valueWords("Each channel:");
    if (values.visibility != Visibility::Seen)
        return (values.visibility == Visibility::NearlyWhite ? valueWords("Nearly white: %1 to %2 of %3 are used")
                                                             : valueWords("Nearly black: %1 to %2 of %3 are used"))
            .arg(shown(values.foundBlack), shown(values.foundWhite), shown(values.fullWhite));
    return valueWords(areAsTheyAre(values) ? "%1 to %2:" : "%1 is black, %2 is white")
        .arg(shown(values.black), shown(values.white));
}

QString valuesTail(const ImportReport::Values& values) {
    if (values.byFile || values.mixed || values.visibility != Visibility::Seen) return {};
    const auto ends = [](const ImportReport::Values& of, double low, double high, const char* words) {
        return valueWords(words).arg(valueText(of, low), valueText(of, high));
    };
    if (haveOwnRanges(values)) {
        QStringList each;
        for (const ImportReport::Values& channel : values.channels)
            each.append(ends(channel, channel.black, channel.white, "%1 to %2"));
        return each.join(QStringLiteral("; "));
    }
    if (areAsTheyAre(values)) return valueWords("as they are");
    return values.bytes ? ends(values, values.fullBlack, values.fullWhite, "of %1 to %2")
                        : ends(values, values.least, values.greatest, "of %1 to %2");
}

QString cutSentence(const ImportReport::Values& values, double black, double white) {
    int64_t all = 0, beyond = 0;
    const double step = (values.high - values.low) / static_cast<double>(values.histogram.size());
    for (size_t i = 0; i < values.histogram.size(); ++i) {
        const double middle = values.low + step * (static_cast<double>(i) + 0.5);
        all += values.histogram[i];
        beyond += middle < black || middle > white ? values.histogram[i] : 0;
    }
    // Of what holds the numbers themselves where it is known, of the bars of the histogram while a handle moves.
    const double share = black == values.black && white == values.white ? values.cut
                         : all > 0 ? static_cast<double>(beyond) / static_cast<double>(all)
                                   : 0;
    if (share <= 0) return {};
    return valueWords("%1 % of all pixels are cut").arg(QLocale().toString(std::max(0.1, 100 * share), 'f', 1));
}

bool haveOwnRanges(const ImportReport::Values& values) {
    return std::any_of(values.channels.begin(), values.channels.end(), [&](const ImportReport::Values& channel) {
        return channel.black != values.channels.front().black || channel.white != values.channels.front().white;
    });
}

bool canShareRange(const ImportReport::Values& values) {
    constexpr double kLeastShare = 0.1;
    const double all = values.foundWhite - values.foundBlack;
    return std::all_of(values.channels.begin(), values.channels.end(), [&](const ImportReport::Values& channel) {
        return channel.foundWhite - channel.foundBlack >= kLeastShare * all;
    });
}

ValueRange usualRange(const ImportReport::Values& values) {
    if (!values.channels.empty()) {
        std::vector<ValueRange::Ends> ends;
        ends.reserve(values.channels.size());
        for (const ImportReport::Values& channel : values.channels)
            ends.push_back({channel.foundBlack, channel.foundWhite});
        return rangeOfEnds(values, ends);
    }
    if (values.bytes) return {ValueRange::Kind::Full};
    return {ValueRange::Kind::Fixed, values.foundBlack, values.foundWhite};
}

bool areUsual(const ImportReport::Values& values) {
    if (values.byFile) return false;
    if (!values.channels.empty())
        return std::all_of(values.channels.begin(), values.channels.end(), [](const ImportReport::Values& channel) {
            return channel.black == channel.foundBlack && channel.white == channel.foundWhite;
        });
    return values.bytes ? areAsTheyAre(values) : values.black == values.foundBlack && values.white == values.foundWhite;
}

ValueRange rangeWith(const ImportReport::Values& values, int channel, const ValueRange::Ends& ends) {
    if (channel < 0)
        return values.channels.empty() ? ValueRange{ValueRange::Kind::Fixed, ends.black, ends.white}
                                       : rangeOfEnds(values, {ends});
    std::vector<ValueRange::Ends> all;
    all.reserve(values.channels.size());
    for (const ImportReport::Values& each : values.channels)
        all.push_back(std::ssize(all) == channel ? ends
                      : values.byFile            ? ValueRange::Ends{each.foundBlack, each.foundWhite}
                                                 : ValueRange::Ends{each.black, each.white});
    return rangeOfEnds(values, all);
}

ValueRange rangeWithUsual(const ImportReport::Values& values, int channel) {
    if (values.channels.empty()) return usualRange(values);
    const ImportReport::Values& chosen = valuesOf(values, channel);
    return rangeWith(values, channel, {chosen.foundBlack, chosen.foundWhite});
}

ValueRange::Ends endsIn(const ImportReport::Values& values, const ValueRange& range, int channel) {
    if (range.kind != ValueRange::Kind::Fixed) return {values.fullBlack, values.fullWhite};
    const ValueRange own = range.of(std::max(channel, 0));
    return {own.black, own.white};
}

}  // namespace zscape
