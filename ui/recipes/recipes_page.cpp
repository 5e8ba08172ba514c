#include "ui/recipes/recipes_page.h"

#include "ui/recipes/group_list.h"
#include "ui/recipes/recipe_card.h"
#include "ui/recipes/recipes_foot.h"
#include "ui/recipes/recipes_head.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"

#include <QCheckBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

namespace zscape {

namespace {
constexpr int kMargin = 12, kIndent = 204;         // where the cards begin beside the list of groups
constexpr int kTwoColumns = 1180, kNarrow = 1040;  // of the window
constexpr int kRule = 14, kCheck = 12;             // beneath the list: a line, and the switch beneath that
}  // namespace

RecipesPage::RecipesPage(QWidget* parent)
    : QWidget(parent),
      head_(new RecipesHead(this)),
      groups_(new GroupList(this)),
      onlyFitting_(new QCheckBox(this)),
      scroll_(new QScrollArea(this)),
      grid_(new RecipeGrid(recipeOffers())),
      foot_(new RecipesFoot(this)) {
    setAccessibleName(tr("Recipes"));
    setFocusPolicy(Qt::ClickFocus);
    scroll_->setWidget(grid_);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->viewport()->setAutoFillBackground(false);
    grid_->setAutoFillBackground(false);
    head_->search()->installEventFilter(this);
    scroll_->installEventFilter(this);
    connect(head_->search(), &QLineEdit::textChanged, this, &RecipesPage::filter);
    connect(onlyFitting_, &QCheckBox::toggled, this, &RecipesPage::filter);
    connect(head_->closeButton(), &QAbstractButton::clicked, this, &RecipesPage::cancelWanted);
    connect(foot_->cancelButton(), &QPushButton::clicked, this, &RecipesPage::cancelWanted);
    connect(foot_->beginButton(), &QPushButton::clicked, this, &RecipesPage::beginChosen);
    const auto toGroup = [this](RecipeGroup group) {
        grid_->chooseGroup(group);
        // The heading comes to the top, as far as there is so much beneath it.
        scroll_->verticalScrollBar()->setValue(grid_->chosenPlace().top());
    };
    connect(groups_, &GroupList::chosen, this, toGroup);
    connect(head_->groups(), &QComboBox::activated, this,
            [toGroup](int index) { toGroup(static_cast<RecipeGroup>(index)); });
    connect(grid_, &RecipeGrid::chosenChanged, this, &RecipesPage::showChosen);
    connect(grid_, &RecipeGrid::begun, this, &RecipesPage::beginChosen);
    connect(grid_, &RecipeGrid::mendWanted, this, &RecipesPage::mendWanted);
    filter();
}

void RecipesPage::begin(const std::function<std::optional<RecipeMisfit>(const std::string& name)>& misfitOf) {
    building_ = false;
    foot_->setBuilding(false, false);
    head_->search()->clear();
    onlyFitting_->setChecked(false);
    grid_->setMisfits(misfitOf);
    onlyFitting_->setText(tr("Only the %n that fit", nullptr, grid_->fitting()));
    onlyFitting_->setVisible(grid_->fitting() < std::ssize(grid_->cards()));
    filter();
    place();
}

void RecipesPage::setNow(const Now& now) {
    if (now == now_) return;
    now_ = now;
    showChosen();
}

void RecipesPage::chooseNow() {
    if (RecipeCard* card = grid_->card(now_.recipe)) grid_->choose(card);
    if (grid_->chosen() && hasFocus()) grid_->chosen()->setFocus(Qt::OtherFocusReason);
}

void RecipesPage::setBuilding(bool building, bool seen) {
    building_ = building;
    foot_->cancelButton()->setEnabled(true);
    showChosen();
    foot_->setBuilding(building, seen);
}

void RecipesPage::setGivingUp() {
    setBuilding(true, true);
    foot_->say(tr("Going back to “%1”").arg(now_.name), foot_->beginButton()->accessibleName(), false);
    foot_->cancelButton()->setEnabled(false);
}

void RecipesPage::setRefused(const QString& sentence) {
    setBuilding(false);
    foot_->say(sentence, foot_->beginButton()->accessibleName(), foot_->beginButton()->isEnabled(), true);
}

void RecipesPage::beginChosen() {
    const RecipeCard* card = grid_->chosen();
    if (building_ || !card) return;
    if (card->offer().name == now_.recipe) Q_EMIT cancelWanted();
    else if (card->fits()) Q_EMIT chosen(QString::fromStdString(card->offer().name));
}

bool RecipesPage::letGo() {
    if (head_->search()->text().isEmpty()) return false;
    head_->search()->clear();
    return true;
}

void RecipesPage::filter() {
    grid_->setFilter(head_->search()->text(), onlyFitting_->isChecked());
    groups_->setCounts(grid_->counts());
    showChosen();
}

void RecipesPage::showChosen() {
    const RecipeCard* card = grid_->chosen();
    if (!card) return foot_->say({}, tr("Begin"), false);
    groups_->setCurrent(card->offer().group);
    head_->groups()->setCurrentIndex(static_cast<int>(card->offer().group));
    const QRect place = grid_->chosenPlace();
    scroll_->ensureVisible(place.center().x(), place.bottom(), 0, metrics().px(RecipeGrid::kDown));
    scroll_->ensureVisible(place.center().x(), place.top(), 0, 0);
    const QString title = card->offer().title;
    const QString begin = tr("Begin with %1").arg(title);
    if (building_) foot_->say(tr("Building “%1”").arg(title), begin, false);
    else if (card->offer().name == now_.recipe)
        foot_->say(tr("“%1” has this recipe.").arg(now_.name), tr("Keep"), true);
    else if (!card->fits()) foot_->say(card->offer().misfit.value().sentence, begin, false);
    else if (now_.trained)
        foot_->say(tr("A new run beside “%1”, which stays in Runs as it is.").arg(now_.name), begin, true);
    else foot_->say(tr("A new run in place of “%1”, which was not trained yet.").arg(now_.name), begin, true);
}

bool RecipesPage::moveBy(const QKeyEvent& event) {
    switch (event.key()) {
        case Qt::Key_Left: grid_->step(-1); return true;
        case Qt::Key_Right: grid_->step(1); return true;
        case Qt::Key_Up: grid_->stepRow(-1); return true;
        case Qt::Key_Down: grid_->stepRow(1); return true;
        case Qt::Key_PageUp: grid_->stepRow(-2); return true;
        case Qt::Key_PageDown: grid_->stepRow(2); return true;
        case Qt::Key_Home: grid_->step(-static_cast<int>(grid_->cards().size())); return true;
        case Qt::Key_End: grid_->step(static_cast<int>(grid_->cards().size())); return true;
        default: return false;
    }
}

void RecipesPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        auto* button = qobject_cast<QAbstractButton*>(focusWidget());
        const bool pressed = button && button->hasFocus() && !qobject_cast<RecipeCard*>(button);
        return pressed ? button->click() : beginChosen();
    }
    if (moveBy(*event)) return;
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    // A letter, wherever the page has the focus, is searched for; a blank begins no word.
    if (!plain || event->text().isEmpty() || !event->text().front().isPrint() || event->text().front().isSpace())
        return QWidget::keyPressEvent(event);
    head_->search()->setFocus(Qt::OtherFocusReason);
    head_->search()->insert(event->text());
}

bool RecipesPage::eventFilter(QObject* watched, QEvent* event) {
    // The area would scroll by the cards' keys.
    if (watched == scroll_ && event->type() == QEvent::KeyPress) {
        keyPressEvent(static_cast<QKeyEvent*>(event));
        return true;
    }
    if (watched == head_->search() && event->type() == QEvent::KeyPress) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        if (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) {
            beginChosen();
            return true;
        }
        // Along a word the cursor moves, where there is one.
        const bool along = key.key() == Qt::Key_Left || key.key() == Qt::Key_Right || key.key() == Qt::Key_Home ||
                           key.key() == Qt::Key_End;
        if ((!along || head_->search()->text().isEmpty()) && moveBy(key)) return true;
    }
    return QWidget::eventFilter(watched, event);
}

void RecipesPage::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (RecipeCard* card = grid_->chosen()) card->setFocus(Qt::OtherFocusReason);
}

void RecipesPage::place() {
    const Metrics& m = metrics();
    const bool narrow = window()->width() < m.px(kNarrow);
    const int margin = m.px(kMargin), left = narrow ? 2 * margin : m.px(kIndent);
    head_->setGeometry(0, 0, width(), head_->height());
    head_->setNarrow(narrow, left);
    groups_->setVisible(!narrow);
    groups_->move(margin, head_->height() + m.px(2));
    const int below = narrow ? head_->height() : groups_->geometry().bottom() + m.px(kRule + kCheck);
    const QSize check = onlyFitting_->sizeHint();
    onlyFitting_->setGeometry(2 * margin, below, check.width(), m.control());
    const int top = head_->height() + (narrow && !onlyFitting_->isHidden() ? m.control() + m.px(4) : 0);
    const int bottom = height() - foot_->height();
    scroll_->setGeometry(left, top, width() - left - m.px(3), bottom - top);
    foot_->setGeometry(0, bottom, width(), foot_->height());
    const int pitch = m.px(RecipeCard::kWidth + RecipeGrid::kAcross);
    const int room = scroll_->width() - m.scrollBar();
    const int most = window()->width() < m.px(kTwoColumns) ? 2 : 100;
    grid_->setColumns(std::clamp((room + m.px(RecipeGrid::kAcross)) / pitch, 1, most));
}

void RecipesPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
    showChosen();
}

void RecipesPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().panel);
    painter.drawRoundedRect(rect(), metrics().panelRadius(), metrics().panelRadius());
    if (groups_->isHidden() || onlyFitting_->isHidden()) return;
    painter.fillRect(QRect(2 * metrics().px(kMargin), groups_->geometry().bottom() + metrics().px(kRule),
                           groups_->width() - 2 * metrics().px(kMargin), 1),
                     tokens().line);
}

}  // namespace zscape
