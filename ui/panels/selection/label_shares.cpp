#include "ui/panels/selection/label_shares.h"

#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace zscape {

namespace {
constexpr size_t kLargest = 5;
/// At 13 px.
constexpr int kBar = 12, kBelowBar = 8, kShareRow = 20, kShareGap = 16, kDotSize = 8;
constexpr int kShareWidth = 46;
}  // namespace

void LabelCounter::setImages(const std::shared_ptr<const ImageSet>& images) {
    labels_.clear();
    names_ = images ? images->labelNames().size() : 0;
    labelled_ = false;
    if (!images || names_ == 0) return;
    labels_.reserve(static_cast<size_t>(images->count()));
    for (int64_t image = 0; image < images->count(); ++image) {
        const int label = images->labelOf(image);
        labelled_ = labelled_ || label >= 0;
        labels_.push_back(label < 0 || static_cast<size_t>(label) >= names_ ? 0 : label + 1);
    }
}

LabelCounts LabelCounter::count(const ImageBits& images) const {
    LabelCounts counts;
    if (labels_.empty()) return counts;
    std::vector<int64_t> of(names_ + 1);
    for (int64_t image = images.next(0); image >= 0; image = images.next(image + 1))
        ++of[static_cast<size_t>(labels_[static_cast<size_t>(image)])];
    for (size_t at = 0; at < of.size(); ++at) {
        if (of[at] == 0) continue;
        counts.shares.push_back({static_cast<int>(at) - 1, of[at]});
        counts.total += of[at];
    }
    std::stable_sort(counts.shares.begin(), counts.shares.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return counts;
}

LabelShares::LabelShares(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Labels of the selected images"));
    connect(&ThemeController::instance(), &ThemeController::changed, this, qOverload<>(&QWidget::update));
}

void LabelShares::setCounts(LabelCounts counts, const std::vector<std::string>& names) {
    counts_ = std::move(counts);
    const size_t before = rows_.size();
    rows_.clear();
    int64_t shown = 0;
    // One more than the five takes no more room than "rest" would.
    const size_t most = counts_.shares.size() <= kLargest + 1 ? kLargest + 1 : kLargest;
    for (size_t at = 0; at < counts_.shares.size() && at < most; ++at) {
        const LabelCounts::Share& share = counts_.shares[at];
        rows_.push_back(
            {share.label, share.label < 0 ? tr("none") : text(names[static_cast<size_t>(share.label)]), share.count});
        shown += share.count;
    }
    if (shown < counts_.total) rows_.push_back({kRest, tr("rest"), counts_.total - shown});
    if (before != rows_.size()) updateGeometry();
    setAccessibleDescription(rows().join(QStringLiteral(", ")));
    update();
}

QString LabelShares::shareText(int64_t count) const {
    const double percent =
        counts_.total > 0 ? 100.0 * static_cast<double>(count) / static_cast<double>(counts_.total) : 0;
    return tr("%1 %").arg(QLocale().toString(percent, 'f', 1));
}

QStringList LabelShares::rows() const {
    QStringList lines;
    for (const Row& row : rows_)
        lines.append(row.name + QLatin1Char(' ') + number(row.count) + QLatin1Char(' ') + shareText(row.count));
    return lines;
}

QSize LabelShares::sizeHint() const {
    const Metrics& m = metrics();
    const auto lines = static_cast<int>((rows_.size() + 1) / 2);
    return {m.px(200), m.px(kBar) + (lines > 0 ? m.px(kBelowBar) + lines * m.px(kShareRow) : 0)};
}

void LabelShares::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar(0, 0, width(), m.px(kBar));
    QPainterPath rounded;
    rounded.addRoundedRect(bar, m.thumbnailRadius(), m.thumbnailRadius());
    painter.fillPath(rounded, t.well);
    painter.setClipPath(rounded);
    double at = 0;
    for (const LabelCounts::Share& share : counts_.shares) {
        const double wide = bar.width() * static_cast<double>(share.count) / static_cast<double>(counts_.total);
        painter.fillRect(QRectF(at, 0, std::max(0.0, wide - 1), bar.height()), t.classColour(share.label));
        at += wide;
    }
    painter.setClipping(false);
    // The largest stand first in their row, as one reads.
    const int gap = m.px(kShareGap), column = (width() - gap) / 2, share = m.px(kShareWidth), dot = m.px(kDotSize);
    for (size_t i = 0; i < rows_.size(); ++i) {
        const Row& row = rows_[i];
        const QRect place(static_cast<int>(i % 2) * (column + gap),
                          m.px(kBar + kBelowBar) + static_cast<int>(i / 2) * m.px(kShareRow), column, m.px(kShareRow));
        if (row.label != kRest) {
            const QRectF mark(place.left(), place.center().y() + 1 - dot / 2.0, dot, dot);
            painter.setPen(Tokens::classIsRing(row.label) ? QPen(t.classColour(row.label), 2) : QPen(Qt::NoPen));
            painter.setBrush(Tokens::classIsRing(row.label) ? QBrush(Qt::NoBrush) : QBrush(t.classColour(row.label)));
            painter.drawEllipse(mark);
        }
        const QString count = number(row.count);
        QFont bold = bodyFont();
        bold.setBold(row.label != kRest);
        const int countWide = QFontMetrics(noteFont()).horizontalAdvance(count);
        const QRect name = place.adjusted(dot + m.px(8), 0, -share - countWide - m.px(6), 0);
        painter.setFont(bold);
        painter.setPen(row.label == kRest ? t.text2 : t.text);
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(row.name, Qt::ElideRight, name.width()));
        painter.setFont(noteFont());
        painter.setPen(t.text);
        painter.drawText(place.adjusted(0, 0, -share, 0), Qt::AlignRight | Qt::AlignVCenter, count);
        painter.setPen(t.text2);
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, shareText(row.count));
    }
}

}  // namespace zscape
