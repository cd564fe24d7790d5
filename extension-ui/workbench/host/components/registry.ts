import type { ReactNode } from 'react'
import { Button, ButtonRow, LoadingButton } from './button.tsx'
import { DateInput, TimeInput } from './date-inputs.tsx'
import { Accordion, Dropdown, DropdownButtonItem } from './disclosure.tsx'
import { Alert, EmptyState, ErrorState, LoadingSpinner, ProgressBar, StepIndicator } from './feedback.tsx'
import { Form } from './form.tsx'
import { Icon } from './icon.tsx'
import { Illustration } from './illustration.tsx'
import { AutoGrid, Box, Card, Divider, Flex, Inline, Spacer, Stack, Tile } from './layout.tsx'
import { Image, Link } from './link.tsx'
import { CurrencyInput, NumberInput, StepperInput } from './number-inputs.tsx'
import { Modal, ModalBody, ModalFooter, Panel, PanelBody, PanelFooter, PanelSection } from './overlays.tsx'
import { MultiSelect, Select } from './select.tsx'
import { ScoreCircle, Statistics, StatisticsItem, StatisticsTrend } from './statistics.tsx'
import { Table, TableBody, TableCell, TableFooter, TableHead, TableHeader, TableRow } from './table.tsx'
import { Tab, Tabs } from './tabs.tsx'
import { StatusTag, Tag } from './tag.tsx'
import { Input, SearchInput, TextArea } from './text-inputs.tsx'
import { DescriptionList, DescriptionListItem, Heading, List, Text } from './text.tsx'
import { Checkbox, RadioButton, Toggle, ToggleGroup } from './toggles.tsx'
import { Tooltip } from './tooltip.tsx'

/** The SDK's components by the name under which a card sends them; the name is the whole contract. */
export const components: Readonly<Record<string, (props: never) => ReactNode>> = {
  Accordion,
  Alert,
  AutoGrid,
  Box,
  Button,
  ButtonRow,
  Card,
  Checkbox,
  CurrencyInput,
  DateInput,
  DescriptionList,
  DescriptionListItem,
  Divider,
  Dropdown,
  DropdownButtonItem,
  EmptyState,
  ErrorState,
  Flex,
  Form,
  Heading,
  Icon,
  Illustration,
  Image,
  Inline,
  Input,
  Link,
  List,
  LoadingButton,
  LoadingSpinner,
  Modal,
  ModalBody,
  ModalFooter,
  MultiSelect,
  NumberInput,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  ProgressBar,
  RadioButton,
  ScoreCircle,
  SearchInput,
  Select,
  Spacer,
  Stack,
  Statistics,
  StatisticsItem,
  StatisticsTrend,
  StatusTag,
  StepIndicator,
  StepperInput,
  Tab,
  Table,
  TableBody,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
  Tabs,
  Tag,
  Text,
  TextArea,
  Textarea: TextArea,
  Tile,
  TimeInput,
  Toggle,
  ToggleGroup,
  Tooltip,
}
