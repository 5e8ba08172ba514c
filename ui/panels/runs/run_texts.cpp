#include "ui/panels/runs/run_texts.h"

#include "ui/panels/loss/loss_chart.h"
#include "ui/text/sentence.h"
#include "ui/widgets/busy_bar.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace zscape {
namespace {

QString words(const char* text) { return QCoreApplication::translate("zscape::RunTexts", text); }

QString valueText(const SettingValue& value, const QString& unit) {
    QString shown = QString::fromStdString(formatSetting(value));
    if (const bool* on = std::get_if<bool>(&value)) shown = *on ? words("on") : words("off");
    constexpr int kLongest = 24;  // a curve is told by its beginning
    if (shown.size() > kLongest) shown = shown.left(kLongest - 1) + QStringLiteral("…");
    return unit.isEmpty() ? shown : shown + QLatin1Char(' ') + unit;
}

/// What a setting is called between commas.
QString shortName(const RunDifference& difference) {
    if (difference.key == "beta") return QStringLiteral("β");
    if (difference.key == "learning_rate") return words("rate");
    const QString label = wordsOf(difference.label);
    return label.left(1).toLower() + label.mid(1);
}

}  // namespace

QString nameOf(const RunRow& run) {
    if (!run.name.empty()) return QString::fromStdString(run.name);
    if (!run.title.empty()) return wordsOf(run.title);
    return words("Run %1").arg(run.id);
}

QString changeText(const RunDifference& difference, bool withBefore) {
    const QString unit = wordsOf(difference.unit);
    if (difference.key == "latent_dimensions") {
        const QString now = words("%1 dimensions").arg(QString::fromStdString(formatSetting(difference.to)));
        return withBefore ? QString::fromStdString(formatSetting(difference.from)) + QStringLiteral(" → ") + now : now;
    }
    const QString now = valueText(difference.to, unit);
    return shortName(difference) + QLatin1Char(' ') +
           (withBefore ? valueText(difference.from, {}) + QStringLiteral(" → ") + now : now);
}

QString differenceText(const RunRow& run) {
    QStringList parts;
    for (const RunDifference& difference : run.differences) parts.append(changeText(difference, run.parent != 0));
    parts.append(words("seed %1").arg(run.config.seed));
    return parts.join(QStringLiteral(", "));
}

bool differInSeedOnly(const RunRow& a, const RunRow& b) {
    return a.recipe == b.recipe && a.parent == b.parent && a.differences == b.differences &&
           a.sameImages == b.sameImages && a.config.heldOutSources == b.config.heldOutSources &&
           a.config.seed != b.config.seed;
}

QString seedOnlyText(const RunRow& run) { return words("only the seed differs: %1").arg(run.config.seed); }

QString durationText(double seconds) {
    const auto whole = static_cast<int64_t>(std::max(0.0, std::round(seconds)));
    if (whole < 60) return words("%1 s").arg(whole);
    if (whole < 3600) return words("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return words("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString progressText(const RunRow& run) {
    if (run.step <= 0) return words("not trained yet");
    const QString steps = run.step == 1 ? words("1 step") : words("%1 steps").arg(number(run.step));
    return steps + QStringLiteral(", ") + durationText(run.seconds);
}

QString whyNotShown(const RunRow& run, bool trains) {
    if (trains && run.step <= 0 && !run.trains) return words("It is not trained yet, and another run is training");
    if (trains && !run.sameImages) return words("It has other images, and a run is training");
    return {};
}

std::optional<double> lossOn(const RunRow& run, const HeldOutLoss& loss, const std::vector<std::string>& terms) {
    if (loss.values.empty()) return std::nullopt;
    if (terms.empty()) return loss.values.front();
    double sum = 0;
    for (const std::string& term : terms) {
        const auto found = std::find(run.terms.begin(), run.terms.end(), term);
        const auto at = static_cast<size_t>(found - run.terms.begin()) + 1;
        if (found == run.terms.end() || at >= loss.values.size()) return std::nullopt;
        sum += loss.values[at];
    }
    return sum;
}

QString objectiveText(const std::vector<std::string>& terms) {
    QStringList names;
    for (const std::string& term : terms) names.append(termName(term));
    QString text = names.join(QStringLiteral(" + "));
    // "reconstruction + KL": only what is no abbreviation begins with a small letter within a line.
    if (text.size() > 1 && text[1].isLower()) text = text.left(1).toLower() + text.mid(1);
    return text;
}

}  // namespace zscape
