#include "ui/recipes/recipes_head.h"

#include "ui/recipes/recipe_offer.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"

#include <QLabel>
#include <QLineEdit>

#include <algorithm>

namespace zscape {

namespace {
constexpr int kHeight = 44, kSearch = 240;
}

RecipesHead::RecipesHead(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(tr("Recipes"), this)),
      note_(new QLabel(tr("Pictures made with each recipe on the built-in digits"), this)),
      groups_(new HeaderCombo(tr("Group"), this, true)),
      search_(new QLineEdit(this)),
      close_(new IconButton(QStringLiteral("close"), tr("Close"), this, QKeySequence(Qt::Key_Escape))) {
    setFixedHeight(metrics().px(kHeight));
    title_->setFont(titleFont());
    note_->setFont(noteFont());
    note_->setForegroundRole(QPalette::PlaceholderText);
    search_->setPlaceholderText(tr("Name, idea or paper"));
    search_->setAccessibleName(tr("Search the recipes"));
    search_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    search_->setClearButtonEnabled(false);
    groups_->setChosenInList(true);
    for (int i = 0; i < kRecipeGroups; ++i) groups_->addItem(groupName(static_cast<RecipeGroup>(i)));
    groups_->hide();
}

void RecipesHead::setNarrow(bool narrow, int indent) {
    narrow_ = narrow;
    indent_ = indent;
    groups_->setVisible(narrow);
    place();
}

void RecipesHead::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

void RecipesHead::place() {
    const Metrics& m = metrics();
    const auto put = [&](QWidget* widget, int x, int width, int high) {
        widget->setGeometry(x, (height() - high) / 2, width, high);
    };
    const int right = width() - m.px(14);
    put(close_, right - m.control(), m.control(), m.control());
    const int searchLeft = right - m.control() - m.px(14) - m.px(kSearch);
    put(search_, searchLeft, m.px(kSearch), m.control());
    const int title = title_->sizeHint().width();
    put(title_, m.px(24), title, m.control());
    int left = narrow_ ? m.px(24) + title + m.px(16) : indent_;
    if (narrow_) {
        const int combo = groups_->sizeHint().width();
        put(groups_, left, combo, m.control());
        left += combo + m.px(16);
    }
    // A sentence is whole or not there.
    const int room = searchLeft - m.px(16) - left;
    note_->setVisible(room >= note_->sizeHint().width());
    put(note_, left, std::max(room, 0), m.control());
}

}  // namespace zscape
