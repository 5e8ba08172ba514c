#include "ui/recipes/recipe_grid.h"

#include "ui/recipes/recipe_card.h"
#include "ui/recipes/recipe_search.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>

namespace zscape {

namespace {
constexpr int kHeading = 29, kHeadingText = 20;  // its text stands at the lower end less 9, as above the first row
constexpr int kFirstHeading = 28;
}  // namespace

RecipeGrid::RecipeGrid(std::vector<RecipeOffer> offers, QWidget* parent) : QWidget(parent) {
    for (RecipeOffer& offer : offers) {
        auto* card = new RecipeCard(std::move(offer), this);
        cards_.push_back(card);
        connect(card, &QAbstractButton::pressed, this, [this, card] { choose(card); });
        connect(card, &RecipeCard::begun, this, &RecipeGrid::begun);
        connect(card, &RecipeCard::mendWanted, this, [this, card] {
            choose(card);
            Q_EMIT mendWanted(QString::fromStdString(card->offer().name));
        });
    }
    place();
}

RecipeCard* RecipeGrid::card(const std::string& name) const {
    const auto found =
        std::find_if(cards_.begin(), cards_.end(), [&](const RecipeCard* card) { return card->offer().name == name; });
    return found != cards_.end() ? *found : nullptr;
}

void RecipeGrid::setMisfits(const std::function<std::optional<RecipeMisfit>(const std::string& name)>& misfitOf) {
    for (RecipeCard* card : cards_) card->setMisfit(misfitOf(card->offer().name));
    place();
}

int RecipeGrid::fitting() const {
    return static_cast<int>(
        std::count_if(cards_.begin(), cards_.end(), [](const RecipeCard* card) { return card->fits(); }));
}

void RecipeGrid::setFilter(const QString& query, bool onlyFitting) {
    query_ = query;
    onlyFitting_ = onlyFitting;
    place();
}

std::vector<RecipeCard*> RecipeGrid::shown() const {
    std::vector<RecipeCard*> all;
    std::copy_if(cards_.begin(), cards_.end(), std::back_inserter(all), [&](const RecipeCard* card) {
        return (!onlyFitting_ || card->fits()) && isFoundIn(card->offer().found, query_);
    });
    return all;
}

std::array<int, kRecipeGroups> RecipeGrid::counts() const {
    std::array<int, kRecipeGroups> counts{};
    for (const RecipeCard* card : shown()) ++counts[static_cast<size_t>(card->offer().group)];
    return counts;
}

void RecipeGrid::setColumns(int columns) {
    if (columns == columns_) return;
    columns_ = columns;
    place();
}

void RecipeGrid::place() {
    const Metrics& m = metrics();
    const int width = m.px(RecipeCard::kWidth), height = m.px(RecipeCard::kHeight);
    const int across = m.px(kAcross), down = m.px(kDown);
    const std::vector<RecipeCard*> all = shown();
    const bool found = std::find(all.begin(), all.end(), chosen_) != all.end();
    headings_.fill(-1);
    notSure_ = {};
    for (RecipeCard* card : cards_) card->setVisible(std::find(all.begin(), all.end(), card) != all.end());
    int y = 0;
    for (auto first = all.begin(); first != all.end();) {
        const RecipeGroup group = (*first)->offer().group;
        headings_[static_cast<size_t>(group)] = y;
        y += m.px(y == 0 ? kFirstHeading : kHeading);
        int column = 0;
        for (; first != all.end() && (*first)->offer().group == group; ++first) {
            if (column == columns_) {
                column = 0;
                y += height + down;
            }
            (*first)->move(column++ * (width + across), y);
        }
        if (group == RecipeGroup::StartHere && column < columns_ && query_.isEmpty())
            notSure_ = QRect(column * (width + across), y, width, height);
        y += height + down;
    }
    setFixedSize(columns_ * width + (columns_ - 1) * across, std::max(y, m.px(RecipeCard::kHeight)));
    update();
    if (!found) choose(all.empty() ? nullptr : all.front());
}

void RecipeGrid::choose(RecipeCard* card) {
    if (card == chosen_) return;
    const bool focused = chosen_ && chosen_->hasFocus();
    if (chosen_) chosen_->setChosen(false);
    chosen_ = card;
    if (chosen_) {
        chosen_->setChosen(true);
        if (focused) chosen_->setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT chosenChanged();
}

void RecipeGrid::chooseGroup(RecipeGroup group) {
    for (RecipeCard* card : shown())
        if (card->offer().group == group) return choose(card);
}

void RecipeGrid::step(int along) {
    const std::vector<RecipeCard*> all = shown();
    const auto at = std::find(all.begin(), all.end(), chosen_);
    if (at == all.end()) return;
    choose(all[static_cast<size_t>(std::clamp<std::ptrdiff_t>(at - all.begin() + along, 0, std::ssize(all) - 1))]);
}

void RecipeGrid::stepRow(int rows) {
    const std::vector<RecipeCard*> all = shown();
    for (; chosen_ && rows != 0; rows += rows < 0 ? 1 : -1) {
        RecipeCard* next = nullptr;
        // In the next row the one whose place along it is nearest.
        const auto nearer = [&](const RecipeCard* a, const RecipeCard* b) {
            const int own = chosen_->y();
            return std::pair(std::abs(a->y() - own), std::abs(a->x() - chosen_->x())) <
                   std::pair(std::abs(b->y() - own), std::abs(b->x() - chosen_->x()));
        };
        for (RecipeCard* card : all) {
            const bool beyond = rows < 0 ? card->y() < chosen_->y() : card->y() > chosen_->y();
            if (beyond && (!next || nearer(card, next))) next = card;
        }
        if (!next) return;
        choose(next);
    }
}

QRect RecipeGrid::chosenPlace() const {
    if (!chosen_) return {};
    QRect place = chosen_->geometry();
    const int heading = headings_[static_cast<size_t>(chosen_->offer().group)];
    if (place.top() - heading <= metrics().px(kHeading)) place.setTop(heading);
    return place;
}

void RecipeGrid::paintEvent(QPaintEvent*) {
    const Tokens& t = tokens();
    const Metrics& m = metrics();
    QPainter painter(this);
    painter.setFont(titleFont());
    painter.setPen(t.text);
    bool any = false;
    for (int i = 0; i < kRecipeGroups; ++i) {
        const int top = headings_[static_cast<size_t>(i)];
        if (top < 0) continue;
        any = true;
        painter.drawText(QRect(0, top, width(), m.px(kHeadingText)), Qt::AlignLeft | Qt::AlignVCenter,
                         groupName(static_cast<RecipeGroup>(i)));
    }
    if (!any) {
        painter.setFont(bodyFont());
        painter.setPen(t.text2);
        const QString words = query_.trimmed().isEmpty() ? tr("No recipe fits these images.")
                                                         : tr("No recipe is called “%1”.").arg(query_.trimmed());
        painter.drawText(rect().adjusted(0, 0, 0, -height() / 2), Qt::AlignCenter | Qt::TextWordWrap, words);
    }
    if (notSure_.isNull()) return;
    const QRect cell = notSure_.adjusted(m.px(12), 0, -m.px(12), 0);
    const QString advice =
        tr("Take the first: its plane is the whole model. Nothing is lost by trying: every run stays in Runs.");
    const int title = m.px(22);
    const int words =
        QFontMetrics(noteFont()).boundingRect(QRect(0, 0, cell.width(), 1000), Qt::TextWordWrap, advice).height();
    int y = cell.top() + (cell.height() - title - words) / 2;
    painter.drawText(QRect(cell.left(), y, cell.width(), title), Qt::AlignLeft | Qt::AlignVCenter, tr("Not sure?"));
    y += title;
    painter.setFont(noteFont());
    painter.setPen(t.text2);
    painter.drawText(QRect(cell.left(), y, cell.width(), words + 2), Qt::AlignLeft | Qt::TextWordWrap, advice);
}

}  // namespace zscape
