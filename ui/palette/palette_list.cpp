#include "ui/palette/palette_list.h"

#include "ui/palette/palette_delegate.h"
#include "ui/palette/palette_model.h"
#include "ui/panels/model/setting_field.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/curve_editor.h"
#include "ui/widgets/plain_slider.h"

#include <QKeyEvent>
#include <QLineEdit>

#include <algorithm>
#include <utility>

namespace zscape {

namespace {

constexpr int kMostRows = 10;

bool sameField(const Setting& a, const Setting& b) {
    return a.type == b.type && a.minimum == b.minimum && a.maximum == b.maximum && a.choices == b.choices &&
           a.unit == b.unit && a.label == b.label && a.logarithmic == b.logarithmic;
}

bool isWide(const Setting& setting) {
    return SettingField::wantsSlider(setting) || setting.type == Setting::Type::Choice ||
           setting.type == Setting::Type::Text || setting.type == Setting::Type::Curve;
}

}  // namespace

PaletteList::PaletteList(PaletteModel* model, QWidget* parent)
    : QListView(parent),
      model_(model),
      delegate_(new PaletteDelegate(model, this)) {
    setModel(model);
    setItemDelegate(delegate_);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);  // the current row is the chosen one
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(Adjust);
    setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    viewport()->setAttribute(Qt::WA_Hover);
    setAccessibleName(tr("What was found"));
    connect(this, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (index.isValid() && !model_->isHeading(index.row())) Q_EMIT pressed(index.row());
    });
}

void PaletteList::forgetFields() {
    for (const auto& entry : std::exchange(fields_, {})) delete entry.second.field;
}

void PaletteList::mark(int row) {
    // The view itself would scroll there.
    const bool scrolls = hasAutoScroll();
    setAutoScroll(false);
    setCurrentIndex(row >= 0 ? model_->index(row) : QModelIndex());
    setAutoScroll(scrolls);
}

void PaletteList::choose(int row) {
    mark(row);
    if (row < 0) return;
    // The heading of the first row comes into sight with it.
    if (row == 1) scrollToTop();
    else scrollTo(model_->index(row));
}

SettingField* PaletteList::fieldOf(const QString& id) const {
    const auto found = fields_.find(id);
    return found != fields_.end() ? found->second.field : nullptr;
}

std::vector<QWidget*> PaletteList::editorsOfChosen() {
    std::vector<QWidget*> editors;
    if (chosen() < 0) return editors;
    placeFields();
    const PaletteEntry& entry = model_->entry(chosen());
    const SettingField* field = entry.setting && entry.reason.isEmpty() ? fieldOf(entry.id) : nullptr;
    // The number before its slider: what Tab is for is typing.
    if (field) editors.push_back(field->editor());
    if (field && field->slider()) editors.push_back(field->slider());
    return editors;
}

void PaletteList::giveUpEditing() {
    if (chosen() < 0) return;
    SettingField* field = fieldOf(model_->entry(chosen()).id);
    if (!field) return;
    if (auto* line = qobject_cast<QLineEdit*>(field->editor())) line->setModified(false);
    field->setError({});
    field->setValue(model_->entry(chosen()).value);
}

int PaletteList::heightWanted() const {
    int height = 0, entries = 0;
    for (int row = 0; row < model_->rowCount() && entries < kMostRows; ++row) {
        height += sizeHintForIndex(model_->index(row)).height();
        if (!model_->isHeading(row)) ++entries;
    }
    return height;
}

SettingField* PaletteList::makeField(const QString& id, const Setting& setting) {
    auto* field = new SettingField(setting, viewport());
    // A row has no room to draw a line in: its points are typed.
    if (field->curve()) field->curve()->hide();
    for (QWidget* editor : {field->editor(), static_cast<QWidget*>(field->slider())})
        if (editor) editor->installEventFilter(this);
    field->installEventFilter(this);
    connect(field, &SettingField::valueChanged, this,
            [this, id](const SettingValue& value) { Q_EMIT changed(id, value); });
    fields_[id] = {field, setting};
    return field;
}

void PaletteList::placeFields() {
    if (std::exchange(placing_, true)) return;
    std::vector<SettingField*> seen;
    std::map<QString, int> taller;
    const QRect window = viewport()->rect();
    for (int row = 0; row < model_->rowCount(); ++row) {
        if (model_->isHeading(row)) continue;
        const PaletteEntry& entry = model_->entry(row);
        if (!entry.setting || !entry.reason.isEmpty()) continue;
        const QRect place = visualRect(model_->index(row));
        SettingField* field = fieldOf(entry.id);
        if (field && !sameField(fields_.at(entry.id).setting, *entry.setting)) {
            delete field;
            fields_.erase(entry.id);
            field = nullptr;
        }
        if (!place.intersects(window) && !(field && field->isAncestorOf(focusWidget()))) continue;
        if (!field) field = makeField(entry.id, *entry.setting);
        if (field->error().isEmpty()) field->setValue(entry.value);
        QRect area = PaletteDelegate::fieldIn(
            QRect(place.topLeft(), QSize(place.width(), PaletteDelegate::rowHeight())), isWide(*entry.setting));
        // The sentence of a value that was refused stands beneath: the row makes room.
        const int wanted =
            field->hasHeightForWidth() ? field->heightForWidth(area.width()) : field->sizeHint().height();
        if (!field->error().isEmpty() && wanted > area.height()) {
            taller[entry.id] = wanted - area.height();
            area.setHeight(wanted);
        }
        field->setGeometry(area);
        field->show();
        seen.push_back(field);
    }
    for (const auto& entry : fields_)
        if (std::find(seen.begin(), seen.end(), entry.second.field) == seen.end()) entry.second.field->hide();
    placing_ = false;
    if (delegate_->setTaller(std::move(taller))) {
        scheduleDelayedItemsLayout();
        updateGeometry();
        Q_EMIT heightChanged();
    }
}

void PaletteList::updateGeometries() {
    QListView::updateGeometries();
    placeFields();
}

void PaletteList::scrollContentsBy(int dx, int dy) {
    QListView::scrollContentsBy(dx, dy);
    placeFields();
}

bool PaletteList::eventFilter(QObject* watched, QEvent* event) {
    // Its sentence comes or goes.
    if (event->type() == QEvent::LayoutRequest) {
        QMetaObject::invokeMethod(this, &PaletteList::placeFields, Qt::QueuedConnection);
    } else if (event->type() == QEvent::FocusIn) {
        const auto owner = std::find_if(fields_.begin(), fields_.end(), [&](const auto& entry) {
            const SettingField* field = entry.second.field;
            return watched == field->editor() || watched == field->slider();
        });
        if (owner != fields_.end()) choose(model_->rowOf(QString(owner->first)));
    } else if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        Q_EMIT leaveWanted();
        return true;
    }
    return QListView::eventFilter(watched, event);
}

}  // namespace zscape
