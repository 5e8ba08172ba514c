#include "ui/import/import_facts.h"

#include "engine/core/composite.h"
#include "ui/bridge/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/image.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

QString saying(const char* words) { return QCoreApplication::translate("zscape::ImportPage", words); }

/// Whether channels have black and white of their own.
bool haveOwnRanges(const ImportReport::Values& values) {
    return std::any_of(values.channels.begin(), values.channels.end(), [&](const ImportReport::Values& channel) {
        return channel.black != values.channels.front().black || channel.white != values.channels.front().white;
    });
}

}  // namespace

bool isKind(const std::string& choice, const char* kind) {
    return choice == kind || choice.starts_with(std::string(kind) + ":");
}

QString partOf(const std::string& choice, const char* kind) {
    const std::string head = std::string(kind) + ":";
    return choice.starts_with(head) ? text(choice.substr(head.size())) : QString();
}

QString labelRange(const std::vector<std::string>& names) {
    constexpr size_t kNamed = 3;
    if (names.empty()) return {};
    if (names.size() == 1) return text(names.front());
    const QString last = text(names.back());
    if (names.size() > kNamed) return saying("%1 to %2").arg(text(names.front()), last);
    QStringList first;
    for (size_t i = 0; i + 1 < names.size(); ++i) first.append(text(names[i]));
    return saying("%1 and %2").arg(first.join(QStringLiteral(", ")), last);
}

QString labelsHead(const Imported& imported) {
    const std::string& labels = imported.request.settings.labels;
    if (isKind(labels, "none") || (labels.empty() && imported.images->labelNames().empty())) return saying("None:");
    if (isKind(labels, "level")) return saying("Folder level %1:").arg(partOf(labels, "level"));
    if (isKind(labels, "pattern")) return saying("Pattern in the file name:");
    if (isKind(labels, "column")) return saying("Column %1:").arg(partOf(labels, "column"));
    return saying("From the files:");
}

QString labelsTail(const Imported& imported) {
    const auto& names = imported.images->labelNames();
    if (names.empty()) return saying("grey in the plane");
    int64_t least = INT64_MAX, most = 0;
    for (size_t i = 0; i < names.size(); ++i) {
        const auto& sides = imported.counts[i];
        const int64_t all = sides[0] + sides[1] + sides[2];
        least = std::min(least, all);
        most = std::max(most, all);
    }
    const auto& without = imported.counts.back();
    const int64_t unlabelled = without[0] + without[1] + without[2];
    QString words = labelRange(names);
    // Before the counts: where the line is cut, this is what must not be missed.
    if (unlabelled > 0) words += saying(", %1 without a label").arg(number(unlabelled));
    if (least < most) words += saying(", %1 to %2 images each").arg(number(least), number(most));
    else words += (most == 1 ? saying(", %1 image each") : saying(", %1 images each")).arg(number(most));
    return words;
}

QString summaryOf(const Imported& imported) {
    const ImageSet& images = *imported.images;
    QStringList parts{pictureFormat(images.size(), images.channels())};
    const size_t labels = images.labelNames().size();
    parts.append(labels == 0   ? saying("no labels")
                 : labels == 1 ? saying("1 label")
                               : saying("%1 labels").arg(number(static_cast<qint64>(labels))));
    if (isKind(imported.request.settings.split, "own")) parts.append(saying("its own split"));
    return parts.join(QStringLiteral(", "));
}

std::array<int64_t, 3> sidesOf(const Imported& imported) {
    std::array<int64_t, 3> sides{};
    for (const auto& counts : imported.counts)
        for (size_t side = 0; side < 3; ++side) sides[side] += counts[side];
    return sides;
}

QString sidesText(const std::array<int64_t, 3>& sides) {
    QStringList parts{saying("%1 to train").arg(number(sides[0]))};
    if (sides[1] > 0) parts.append(saying("%1 held out").arg(number(sides[1])));
    if (sides[2] > 0) parts.append(saying("%1 to test").arg(number(sides[2])));
    return parts.join(QStringLiteral(", "));
}

QString splitHead(const ImportSettings& settings) {
    if (isKind(settings.split, "own")) return saying("Its own:");
    if (isKind(settings.split, "column")) return saying("Column %1:").arg(partOf(settings.split, "column"));
    return settings.fit == Fit::Tiles ? saying("Random, files whole:") : saying("Random:");
}

QString splitFolders(const std::vector<std::string>& folders) {
    const auto rank = [](const QString& name) {
        const QString plain = name.toLower();
        return plain.startsWith(QLatin1String("train")) ? 0 : plain.startsWith(QLatin1String("test")) ? 2 : 1;
    };
    QStringList names;
    for (const std::string& folder : folders) names.append(text(folder));
    std::stable_sort(names.begin(), names.end(),
                     [&rank](const QString& a, const QString& b) { return rank(a) < rank(b); });
    return names.join(QStringLiteral(", "));
}

QString sizeHead(const Imported& imported) {
    const int size = imported.images->size(), channels = imported.images->channels();
    if (isComposite(channels)) return saying("%1 × %1, %2 channels:").arg(size).arg(channels);
    return (channels == 1 ? saying("%1 × %1, grey:") : saying("%1 × %1, colour:")).arg(size);
}

QString sizeTail(const Imported& imported) {
    if (imported.request.settings.fit == Fit::Tiles) {
        const int scale = imported.request.settings.tiling.scale;
        return scale > 1 ? saying("shrunk to 1/%1, cut into tiles").arg(scale) : saying("cut into tiles");
    }
    switch (imported.shape) {
        case Imported::Shape::AsTheyAre: return saying("as they are");
        case Imported::Shape::Square: return saying("scaled");
        case Imported::Shape::Oblong: break;
    }
    switch (imported.request.settings.fit) {
        case Fit::Crop: return saying("scaled, the middle of each is used");
        case Fit::Pad: return saying("scaled, with room around long pictures");
        case Fit::Stretch: return saying("stretched to squares");
        case Fit::Tiles: break;  // told above, whatever their shape
    }
    return {};
}

bool areWhole(const ImportReport::Values& values) {
    const auto whole = [](double value) { return value == std::floor(value); };
    return values.bytes || (values.fullWhite > 1 && whole(values.least) && whole(values.greatest));
}

QString valueText(const ImportReport::Values& values, double value) {
    return areWhole(values) ? number(static_cast<qint64>(std::llround(value))) : QLocale().toString(value, 'g', 4);
}

bool areHardlySeen(const ImportReport::Values& values) { return values.visibility != Visibility::Seen; }

QString valuesHead(const ImportReport::Values& values) {
    const auto shown = [&values](double value) { return valueText(values, value); };
    if (values.byFile) return saying("Black and white of each picture by itself");
    if (values.mixed) return saying("Black and white as each file has them");
    if (haveOwnRanges(values)) return saying("Each channel has its own black and white:");
    if (areHardlySeen(values))
        return (values.visibility == Visibility::NearlyWhite ? saying("Nearly white: %1 to %2 of %3 are used")
                                                             : saying("Nearly black: %1 to %2 of %3 are used"))
            .arg(shown(values.foundBlack), shown(values.foundWhite), shown(values.fullWhite));
    return saying("%1 is black, %2 is white").arg(shown(values.black), shown(values.white));
}

QString valuesTail(const ImportReport::Values& values) {
    if (values.byFile || values.mixed || areHardlySeen(values)) return {};
    if (haveOwnRanges(values)) {
        QStringList ends;
        for (const ImportReport::Values& channel : values.channels)
            ends.append(saying("%1 to %2").arg(valueText(values, channel.black), valueText(values, channel.white)));
        return ends.join(QStringLiteral(", "));
    }
    return values.bytes
               ? saying("of %1 to %2").arg(valueText(values, values.fullBlack), valueText(values, values.fullWhite))
               : saying("of %1 to %2").arg(valueText(values, values.least), valueText(values, values.greatest));
}

bool areUsual(const ImportReport::Values& values) {
    if (values.byFile) return false;
    if (!values.channels.empty())
        return std::all_of(values.channels.begin(), values.channels.end(), [](const ImportReport::Values& channel) {
            return channel.black == channel.foundBlack && channel.white == channel.foundWhite;
        });
    const ValueRange usual = usualRange(values);
    return values.bytes ? values.black == values.fullBlack && values.white == values.fullWhite
                        : values.black == usual.black && values.white == usual.white;
}

ValueRange usualRange(const ImportReport::Values& values) {
    if (!values.channels.empty()) {
        std::vector<ValueRange::Ends> ends;
        for (const ImportReport::Values& channel : values.channels)
            ends.push_back({channel.foundBlack, channel.foundWhite});
        const bool full = std::all_of(ends.begin(), ends.end(), [&](const ValueRange::Ends& own) {
            return own.black == values.fullBlack && own.white == values.fullWhite;
        });
        return full ? ValueRange{ValueRange::Kind::Full} : rangeOfChannels(ends);
    }
    if (values.bytes) return {ValueRange::Kind::Full};
    return {ValueRange::Kind::Fixed, values.foundBlack, values.foundWhite};
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
    return saying("%1 % of all pixels are cut").arg(QLocale().toString(std::max(0.1, 100 * share), 'f', 1));
}

QString colourName(const std::array<uint8_t, 3>& colour) {
    if (colour == std::array<uint8_t, 3>{255, 255, 255}) return saying("White");
    if (colour == std::array<uint8_t, 3>{0, 0, 0}) return saying("Black");
    return QColor(colour[0], colour[1], colour[2]).name().toUpper();
}

QString behindText(const ImportReport::Background& background) {
    if (!background.transparent) return saying("behind transparent pictures");
    return *background.transparent == 1 ? saying("behind 1 transparent picture")
                                        : saying("behind %1 transparent pictures").arg(number(*background.transparent));
}

QColor sideColour(size_t side) {
    constexpr std::array<double, 3> kShares{0.63, 0.37, 0.18};
    return mixed(tokens().panel, tokens().text, kShares[std::min<size_t>(side, 2)]);
}

}  // namespace zscape
