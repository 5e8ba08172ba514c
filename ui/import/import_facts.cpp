#include "ui/import/import_facts.h"

#include "engine/core/composite.h"
#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/image.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace zscape {

namespace {

QString saying(const char* words) { return QCoreApplication::translate("zscape::ImportPage", words); }

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
