#include "ui/import/findings.h"

#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/image.h"

#include <QFileInfo>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <map>

namespace zscape {

namespace {

constexpr double kPicture = 36, kBetweenTwins = 2, kBetweenPairs = 14, kForMore = 40, kLineHeight = 18;

}  // namespace

DuplicatePairs::DuplicatePairs(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize DuplicatePairs::sizeHint() const { return {metrics().px(kPicture * 2), metrics().px(kPicture + 14)}; }

void DuplicatePairs::setImported(std::shared_ptr<const Imported> imported) {
    imported_ = std::move(imported);
    pictures_.clear();
    update();
}

int DuplicatePairs::shown() const {
    if (!imported_) return 0;
    const Metrics& m = metrics();
    const int pitch = m.px(2 * kPicture + kBetweenTwins + kBetweenPairs);
    const int room = std::max(0, (width() - m.px(kForMore) + m.px(kBetweenPairs)) / pitch);
    return std::min(static_cast<int>(imported_->across.pairs.size()), room);
}

QRect DuplicatePairs::pairAt(int index) const {
    const Metrics& m = metrics();
    return {index * m.px(2 * kPicture + kBetweenTwins + kBetweenPairs), m.px(2), m.px(2 * kPicture + kBetweenTwins),
            m.px(kPicture)};
}

QString DuplicatePairs::namesOf(size_t pair) const {
    const auto& [image, twin] = imported_->across.pairs[pair];
    return text(imported_->images->nameOf(twin)) + QLatin1Char('\n') + text(imported_->images->nameOf(image));
}

void DuplicatePairs::paintEvent(QPaintEvent*) {
    if (!imported_) return;
    const Metrics& m = metrics();
    QPainter painter(this);
    const int count = shown();
    const ImageSet& images = *imported_->images;
    for (int i = 0; i < count; ++i) {
        if (static_cast<size_t>(i) >= pictures_.size()) {
            const int64_t image = imported_->across.pairs[static_cast<size_t>(i)].second;
            pictures_.push_back(picturePixmap(toImage(images.picture(image)), m.px(kPicture), devicePixelRatioF(),
                                              false, m.thumbnailRadius()));
        }
        const QRect place = pairAt(i);
        painter.drawPixmap(place.topLeft(), pictures_[static_cast<size_t>(i)]);
        painter.drawPixmap(place.left() + m.px(kPicture + kBetweenTwins), place.top(),
                           pictures_[static_cast<size_t>(i)]);
    }
    const int64_t more = imported_->across.images - count;
    if (more <= 0) return;
    painter.setFont(noteFont());
    painter.setPen(tokens().text2);
    painter.drawText(QRect(count > 0 ? pairAt(count).left() : 0, m.px(2), m.px(kForMore + 20), m.px(kPicture)),
                     Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("+%1").arg(number(more)));
}

bool DuplicatePairs::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int i = 0; i < shown(); ++i) {
        if (!pairAt(i).contains(help->pos())) continue;
        QToolTip::showText(help->globalPos(), namesOf(static_cast<size_t>(i)), this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

CountLines::CountLines(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

QSize CountLines::sizeHint() const {
    return {metrics().px(100),
            lines_.empty() ? 0 : static_cast<int>(lines_.size()) * metrics().px(kLineHeight) + metrics().px(10)};
}

void CountLines::setLines(std::vector<std::pair<int64_t, QString>> lines) {
    lines_ = std::move(lines);
    QString told;
    for (const auto& [count, words] : lines_) told += QStringLiteral("%1 %2. ").arg(number(count), words);
    setAccessibleName(told);
    updateGeometry();
    update();
}

void CountLines::paintEvent(QPaintEvent*) {
    const Metrics& m = metrics();
    QPainter painter(this);
    QFont bold = noteFont();
    bold.setBold(true);
    int widest = m.px(10);
    for (const auto& line : lines_) widest = std::max(widest, QFontMetrics(bold).horizontalAdvance(number(line.first)));
    for (size_t i = 0; i < lines_.size(); ++i) {
        const QRect line(0, static_cast<int>(i) * m.px(kLineHeight) - m.px(2), width(), m.px(kLineHeight));
        painter.setFont(bold);
        painter.setPen(tokens().text);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, number(lines_[i].first));
        painter.setFont(noteFont());
        painter.setPen(tokens().text2);
        const int left = widest + m.px(6);
        painter.drawText(line.adjusted(left, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(noteFont()).elidedText(lines_[i].second, Qt::ElideRight, width() - left));
    }
}

bool CountLines::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto line = static_cast<size_t>(std::max(0, help->pos().y()) / metrics().px(kLineHeight));
    if (line < lines_.size()) QToolTip::showText(help->globalPos(), lines_[line].second, this);
    else QToolTip::hideText();
    return true;
}

namespace {

struct ReasonGroup {
    int64_t files = 0;
    const UnreadableFile* first = nullptr;
};

std::map<std::string, ReasonGroup> groupedByReason(const std::vector<UnreadableFile>& files) {
    std::map<std::string, ReasonGroup> groups;
    for (const UnreadableFile& file : files) {
        ReasonGroup& group = groups[file.reason.code + file.reason.pattern];
        ++group.files;
        if (!group.first) group.first = &file;
    }
    return groups;
}

}  // namespace

int64_t reasonCount(const std::vector<UnreadableFile>& files) {
    return static_cast<int64_t>(groupedByReason(files).size());
}

std::vector<std::pair<int64_t, QString>> reasonsOf(const std::vector<UnreadableFile>& files, size_t most) {
    std::vector<std::pair<int64_t, QString>> lines;
    for (const auto& [key, group] : groupedByReason(files)) {
        // One file's sentence stands for all that share its reason.
        const QString path = fromPath(group.first->file);
        const QString sentence = sentenceOf(group.first->reason).replace(path, QFileInfo(path).fileName());
        lines.emplace_back(group.files, group.files == 1 ? sentence : CountLines::tr("such as: %1").arg(sentence));
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (lines.size() <= most || most == 0) return lines;
    int64_t rest = 0;
    for (size_t i = most - 1; i < lines.size(); ++i) rest += lines[i].first;
    lines.resize(most - 1);
    lines.emplace_back(rest, CountLines::tr("for other reasons"));
    return lines;
}

}  // namespace zscape
