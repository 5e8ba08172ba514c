#include "ui/import/preview_grid.h"

#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/image.h"

#include <QHelpEvent>
#include <QPainter>
#include <QRandomGenerator>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <set>

namespace zscape {

namespace {

constexpr double kCell = 58, kLargestCell = 96, kBetweenRows = 4, kBetweenColumns = 8, kHead = 33, kBeforeName = 12,
                 kBetweenBands = 8;  // at 13 px
constexpr int kPicturesKept = 4000;

QFont nameFont() {
    QFont font = bodyFont();
    font.setBold(true);
    return font;
}

}  // namespace

PreviewGrid::PreviewGrid(QWidget* parent) : QWidget(parent), cache_(kPicturesKept) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(metrics().px(120), metrics().px(120));
}

void PreviewGrid::setImages(std::shared_ptr<const ImageSet> images, bool byLabel) {
    const bool sameLook = images && images_ && images->fingerprint() == images_->fingerprint() &&
                          images->channelColours() == images_->channelColours();
    if (!sameLook || !shades_.empty()) cache_.clear();
    shades_.clear();
    images_ = std::move(images);
    reading_.reset();
    byLabel_ = byLabel;
    choose();
}

void PreviewGrid::setReading(std::shared_ptr<const LoadPreview> preview) {
    // Pictures that are drawn already stay; those of a set that was there before go.
    if (!reading_) cache_.clear();
    reading_ = std::move(preview);
    choose();
}

void PreviewGrid::shuffle() {
    seed_ = QRandomGenerator::global()->generate64() | 1;
    choose();
}

void PreviewGrid::choose() {
    const Metrics& m = metrics();
    const int gap = m.px(kBetweenRows), between = m.px(kBetweenColumns);
    const int before = cell_;
    choice_ = {};
    if (!reading_ && columns()) {
        const auto labels = static_cast<int>(images_->labelNames().size());
        const int fit = std::max(1, (width() + between) / (m.px(kCell) + between));
        const int across = std::max(1, (fit / labels));
        const int blocks = std::min(labels, fit);
        cell_ = std::clamp((width() - (blocks - 1) * between - blocks * (across - 1) * gap) / (blocks * across),
                           m.px(24), m.px(kLargestCell));
        // Low and wide: two rows of smaller pictures say more than one of large ones.
        if (const int half = (height() - m.px(kHead) - gap) / 2; half >= m.px(kCell * 2 / 3))
            cell_ = std::min(cell_, half);
        const int rows = std::max(1, (height() - m.px(kHead) + gap) / (cell_ + gap));
        // A label more than there are names: what has none stands last where there is room for it.
        inBand_ = std::max(1, fit / across);
        choice_ = chooseByLabel(*images_, static_cast<size_t>(inBand_), across, rows, seed_);
        // Where labels have few images others find room below.
        int highest = 1;
        for (const PreviewChoice::Column& column : choice_.columns)
            highest = std::max(highest, (static_cast<int>(column.images.size()) + across - 1) / across);
        bandHeight_ = m.px(kHead) + highest * (cell_ + gap) + m.px(kBetweenBands);
        const int bands = (height() + m.px(kBetweenBands)) / bandHeight_;
        if (bands > 1 && labels > inBand_)
            choice_ = chooseByLabel(*images_, static_cast<size_t>(bands) * static_cast<size_t>(inBand_), across,
                                    highest, seed_);
    } else {
        const int all = width() + gap;
        const auto layOut = [&](int wanted) {
            gridColumns_ = std::max(1, all / (wanted + gap));
            cell_ = std::max(m.px(24), all / gridColumns_ - gap);
            gridRows_ = std::max(1, (height() + gap) / (cell_ + gap));
            return int64_t{gridColumns_} * gridRows_;
        };
        // Few are larger.
        int wanted = reading_ || !images_ ? m.px(kCell) : m.px(kLargestCell);
        while (layOut(wanted) < (images_ ? images_->count() : 0) && wanted > m.px(kCell)) --wanted;
        if (!reading_ && images_) choice_ = chooseAny(*images_, int64_t{gridColumns_} * gridRows_, seed_);
    }
    if (cell_ != before) cache_.clear();
    cutName_ = namesAreApart() ? Qt::ElideRight : Qt::ElideLeft;
    update();
    Q_EMIT shownChanged();
}

QString PreviewGrid::nameOf(const PreviewChoice::Column& column) const {
    return column.label < 0 ? tr("none") : text(images_->labelNames()[static_cast<size_t>(column.label)]);
}

QRect PreviewGrid::headOf(size_t column) const {
    const Metrics& m = metrics();
    const QRect first = cellAt(static_cast<int>(column), 0),
                last = cellAt(static_cast<int>(column), choice_.across - 1);
    return {first.left(), first.top() - m.px(kHead) + m.px(7), last.right() - first.left() + 1, m.px(18)};
}

bool PreviewGrid::namesAreApart() const {
    const QFontMetrics letters(nameFont());
    std::set<QString> seen;
    for (size_t column = 0; column < choice_.columns.size(); ++column)
        if (!seen.insert(letters.elidedText(nameOf(choice_.columns[column]), Qt::ElideRight,
                                            headOf(column).width() - metrics().px(kBeforeName)))
                 .second)
            return false;
    return true;
}

int64_t PreviewGrid::shown() const {
    int64_t all = static_cast<int64_t>(choice_.images.size());
    for (const PreviewChoice::Column& column : choice_.columns) all += static_cast<int64_t>(column.images.size());
    return all;
}

QRect PreviewGrid::cellAt(int column, int position) const {
    const Metrics& m = metrics();
    const int pitch = cell_ + m.px(kBetweenRows);
    if (column < 0) {
        // What does not divide is spread over the gaps, so that the last column ends at the edge.
        const int at = position % gridColumns_,
                  spare = std::max(0, width() + m.px(kBetweenRows) - gridColumns_ * pitch);
        return {at * pitch + (gridColumns_ > 1 ? spare * at / (gridColumns_ - 1) : 0), position / gridColumns_ * pitch,
                cell_, cell_};
    }
    const int block = choice_.across * pitch - m.px(kBetweenRows) + m.px(kBetweenColumns);
    const int top = column / inBand_ * bandHeight_ + m.px(kHead);
    return {column % inBand_ * block + position % choice_.across * pitch, top + position / choice_.across * pitch,
            cell_, cell_};
}

QPixmap* PreviewGrid::pictureOf(int64_t key, const std::function<QImage()>& image) {
    if (QPixmap* known = cache_.object(key)) return known;
    auto* made = new QPixmap(picturePixmap(image(), cell_, devicePixelRatioF(), false, metrics().thumbnailRadius()));
    return cache_.insert(key, made) ? made : nullptr;
}

void PreviewGrid::setShades(const std::vector<Shades>& changes) {
    shades_.clear();
    for (const auto& [now, wanted] : changes) {
        std::array<uint8_t, 256>& shades = shades_.emplace_back();
        for (size_t i = 0; i < shades.size(); ++i) {
            const double value = now.black + (now.white - now.black) * static_cast<double>(i) / 255;
            const double shade = 255 * (value - wanted.black) / (wanted.white - wanted.black);
            shades[i] = static_cast<uint8_t>(std::clamp(std::lround(shade), long{0}, long{255}));
        }
    }
    cache_.clear();
    update();
}

Picture PreviewGrid::shaded(const Picture& picture) const {
    // No finer than it is seen: all that are shown have to follow a handle within 100 ms.
    const int step = std::max(1, picture.width / std::max(1, qRound(cell_ * devicePixelRatioF())));
    const auto channels = static_cast<size_t>(picture.channels);
    Picture result{picture.width / step, picture.height / step, picture.channels, {}, picture.colours};
    if (picture.empty()) return result;
    result.pixels.reserve(result.bytes());
    for (int y = 0; y < result.height; ++y)
        for (int x = 0; x < result.width; ++x) {
            const size_t pixel =
                static_cast<size_t>(y) * static_cast<size_t>(step * picture.width) + static_cast<size_t>(x * step);
            for (size_t k = 0; k < channels; ++k)
                result.pixels.push_back(shades_[std::min(k, shades_.size() - 1)][picture.pixels[pixel * channels + k]]);
        }
    return result;
}

void PreviewGrid::paintHead(QPainter& painter, size_t column) const {
    const Metrics& m = metrics();
    const Tokens& t = tokens();
    const PreviewChoice::Column& shown = choice_.columns[column];
    const QRect line = headOf(column);
    const double dot = m.px(7);
    const QRectF disc(line.left() + 0.5, line.center().y() - dot / 2 + 0.5, dot, dot);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = t.classColour(shown.label);
    if (Tokens::classIsRing(shown.label)) {
        painter.setPen(QPen(colour, 1.6));
        painter.setBrush(Qt::NoBrush);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
    }
    painter.drawEllipse(disc);
    const QString name = nameOf(shown), count = number(shown.count);
    const QFontMetrics letters(nameFont()), notes(noteFont());
    const int left = m.px(kBeforeName), room = line.width() - left;
    const int countWide = notes.horizontalAdvance(count);
    const bool both = letters.horizontalAdvance(name) + m.px(4) + countWide <= room;
    painter.setFont(nameFont());
    painter.setPen(shown.label < 0 ? t.text2 : t.text);
    painter.drawText(line.adjusted(left, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     letters.elidedText(name, cutName_, both ? room - countWide : room));
    if (!both) return;
    painter.setFont(noteFont());
    painter.setPen(t.text2);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, count);
}

void PreviewGrid::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const auto pictureOfSet = [this](int64_t image) {
        const Picture picture = images_->picture(image);
        return toImage(shades_.empty() ? picture : shaded(picture));
    };
    if (reading_) {
        const int64_t room = int64_t{gridColumns_} * gridRows_;
        const auto count = std::min<int64_t>(room, static_cast<int64_t>(reading_->pictures.size()));
        for (int64_t i = 0; i < count; ++i) {
            const std::shared_ptr<const Picture>& picture = reading_->pictures[static_cast<size_t>(i)];
            if (!picture) continue;
            if (QPixmap* drawn = pictureOf(-2 - i, [&picture] { return toImage(*picture); }))
                painter.drawPixmap(cellAt(-1, static_cast<int>(i)).topLeft(), *drawn);
        }
        return;
    }
    for (size_t column = 0; column < choice_.columns.size(); ++column) {
        paintHead(painter, column);
        const auto& images = choice_.columns[column].images;
        for (size_t i = 0; i < images.size(); ++i)
            if (QPixmap* drawn = pictureOf(images[i], [&] { return pictureOfSet(images[i]); }))
                painter.drawPixmap(cellAt(static_cast<int>(column), static_cast<int>(i)).topLeft(), *drawn);
    }
    for (size_t i = 0; i < choice_.images.size(); ++i)
        if (QPixmap* drawn = pictureOf(choice_.images[i], [&] { return pictureOfSet(choice_.images[i]); }))
            painter.drawPixmap(cellAt(-1, static_cast<int>(i)).topLeft(), *drawn);
}

void PreviewGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    choose();
}

bool PreviewGrid::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || !images_ || reading_) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto tell = [&](int64_t image) {
        const int label = images_->labelOf(image);
        const QString name = text(images_->nameOf(image));
        QToolTip::showText(
            help->globalPos(),
            label < 0 ? name : tr("%1, label %2").arg(name, text(images_->labelNames()[static_cast<size_t>(label)])),
            this);
    };
    for (size_t column = 0; column < choice_.columns.size(); ++column)
        for (size_t i = 0; i < choice_.columns[column].images.size(); ++i)
            if (cellAt(static_cast<int>(column), static_cast<int>(i)).contains(help->pos()))
                return tell(choice_.columns[column].images[i]), true;
    for (size_t i = 0; i < choice_.images.size(); ++i)
        if (cellAt(-1, static_cast<int>(i)).contains(help->pos())) return tell(choice_.images[i]), true;
    QToolTip::hideText();
    return true;
}

}  // namespace zscape
